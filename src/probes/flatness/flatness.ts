import type { Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { averageSharpness, secondOrderAverage } from './expected-sharpness.ts';
import { lossAt, type Sloped } from './loss-at.ts';
import type { Scaling } from './region.ts';
import { relativeFlatness } from './relative-flatness.ts';
import { ballSharpness, boxSharpness } from './sam-sharpness.ts';

export interface FlatnessOptions {
  /** ε of the box. */
  readonly epsilon: number;
  /** ρ of the ball, and of the ball in units of the weights. */
  readonly radius: Readonly<Record<Scaling, number>>;
  /** σ of the noise, and of the noise in units of the weights. */
  readonly sigma: Readonly<Record<Scaling, number>>;
  /** Of the largest rises: steps, ascents, and error relative to the rise; see `largestRise`. */
  readonly steps: number;
  readonly restarts: number;
  readonly tolerance: number;
  /** Of the means and traces: standard error relative to the value, and pairs or random vectors at most. */
  readonly relativeError: number;
  readonly maxProbes: number;
  readonly precision?: Precision;
}

/**
 * The constants of the papers, ε: Keskar et al. 2017, ρ: 0.05 for CIFAR in Foret et al. 2021 and 0.5 for CIFAR-10 in
 * Kwon et al. 2021. The rest by trial on an MLP 784-32-32-10: its mean rises are of second order within 4 % at these σ.
 */
export const FLATNESS: FlatnessOptions = {
  epsilon: 1e-3,
  radius: { euclidean: 0.05, adaptive: 0.5 },
  sigma: { euclidean: 0.01, adaptive: 0.1 },
  steps: 50,
  restarts: 4,
  tolerance: 0.05,
  relativeError: 0.03,
  maxProbes: 400,
};

/** `relativeFlatness1` belongs to the first array with two axes, and so on. */
export type Rises = Readonly<
  Record<
    | ('epsilonSharpness' | 'samFirstOrder' | 'samSharpness')
    | ('adaptiveFirstOrder' | 'adaptiveSharpness')
    | ('meanRise' | 'meanRiseSecondOrder' | 'adaptiveMeanRise' | 'adaptiveMeanRiseSecondOrder')
    | `relativeFlatness${number}`,
    Estimate
  >
>;

/**
 * Every measure of how far the loss rises about θ, by name, with the relative flatness of each layer.
 *
 * H is the Hessian at θ. Shape of θ: [P].
 */
export function measureFlatness(
  objective: Sloped,
  H: LinearOperator,
  theta: Float64Array,
  random: Rng,
  options: FlatnessOptions = FLATNESS,
): Rises {
  const { epsilon, radius, sigma, steps, restarts, tolerance, relativeError, maxProbes } = options;
  const loss = lossAt(objective, options.precision);
  const search = (name: string) => ({ steps, restarts, tolerance, random: random.fork(name) });
  const ball = (scaling: Scaling) =>
    ballSharpness(loss, theta, { radius: radius[scaling], scaling, ...search(`ball-${scaling}`) });
  const mean = (scaling: Scaling) =>
    averageSharpness(loss, theta, {
      sigma: sigma[scaling],
      scaling,
      relativeError,
      maxPairs: maxProbes,
      random: random.fork(`mean-${scaling}`),
    });
  const traceOptions = (name: string) => ({ relativeError, maxProbes, random: random.fork(name) });
  const second = (scaling: Scaling) =>
    secondOrderAverage(H, theta, {
      sigma: sigma[scaling],
      scaling,
      ...traceOptions(`second-${scaling}`),
    });
  try {
    const [sam, adaptive] = [ball('euclidean'), ball('adaptive')];
    const layers = objective.shapes.flatMap((shape, i) => (shape.length === 2 ? [i] : []));
    return {
      epsilonSharpness: boxSharpness(loss, theta, { epsilon, ...search('box') }),
      samFirstOrder: sam.firstOrder,
      samSharpness: sam.largest,
      adaptiveFirstOrder: adaptive.firstOrder,
      adaptiveSharpness: adaptive.largest,
      meanRise: mean('euclidean'),
      meanRiseSecondOrder: second('euclidean'),
      adaptiveMeanRise: mean('adaptive'),
      adaptiveMeanRiseSecondOrder: second('adaptive'),
      ...Object.fromEntries(
        layers.map((layer, k) => [
          `relativeFlatness${k + 1}`,
          relativeFlatness(H, theta, objective.shapes, layer, traceOptions(`layer-${k + 1}`)),
        ]),
      ),
    };
  } finally {
    loss.dispose();
  }
}
