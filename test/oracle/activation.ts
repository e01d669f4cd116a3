import type { Activation } from '../../src/problems/networks/names.ts';
import { normalDensity, normalDistribution } from './normal.ts';

/** An activation a(x) at one point, as the triple [a, a′, a″]. */
export type ActivationJet = (x: number) => readonly [number, number, number];

/** Every activation with two derivatives; at a kink (relu, elu at 0) a″ = 0, and relu′(0) = 0. */
export const activationJets: Readonly<Record<Activation, ActivationJet>> = {
  identity: (x) => [x, 1, 0],
  relu: (x) => (x > 0 ? [x, 1, 0] : [0, 0, 0]),
  elu: (x) => (x < 0 ? [Math.expm1(x), Math.exp(x), Math.exp(x)] : [x, 1, 0]),

  // a = xΦ, a′ = Φ + xφ, and φ′ = −xφ gives a″ = 2φ − x²φ.
  gelu: (x) => {
    const density = normalDensity(x);
    const distribution = normalDistribution(x);
    return [x * distribution, distribution + x * density, (2 - x * x) * density];
  },

  // σ′ = e^(−|x|) / (1 + e^(−|x|))² and 1 − 2σ(x) = −tanh(x/2), both free of cancellation.
  sigmoid: (x) => {
    const slope = sigmoidSlope(x);
    return [sigmoid(x), slope, -slope * Math.tanh(x / 2)];
  },

  softplus: (x) => [
    Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    sigmoid(x),
    sigmoidSlope(x),
  ],

  // tanh x = 2σ(2x) − 1, so tanh′ = 4σ′(2x); and tanh″ = −2 tanh · tanh′.
  tanh: (x) => {
    const slope = 4 * sigmoidSlope(2 * x);
    return [Math.tanh(x), slope, -2 * Math.tanh(x) * slope];
  },
};

const sigmoid = (x: number): number =>
  x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

const sigmoidSlope = (x: number): number =>
  Math.exp(-Math.abs(x)) / (1 + Math.exp(-Math.abs(x))) ** 2;
