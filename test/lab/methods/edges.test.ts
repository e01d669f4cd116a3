import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { methodCard } from '../../../src/lab/methods/registry.ts';
import { type Edge, edgeFormula, edgeValue } from '../../../src/lab/spec/edge.ts';
import { specsOf } from '../../support/standard-experiment.ts';

const cardOf = (entry: string) => methodCard(specsOf(`methods: [${entry}]\nseeds: 1`)[0]!.method);
const edgeOf = (entry: string): Edge | undefined => cardOf(entry).edge;

type Square = readonly (readonly number[])[];

/** ρ(M) = lim ‖Mᵏ‖^{1/k}, at k = 2⁴⁰ by squaring. */
function spectralRadius(M: Square): number {
  let power = M.map((row) => [...row]);
  let log = 0;
  for (let k = 0; k < 40; k++) {
    const size = Math.hypot(...power.flat());
    if (size === 0) return 0;
    log += Math.log(size) / 2 ** k;
    const unit = power.map((row) => row.map((x) => x / size));
    power = unit.map((row) => row.map((_, j) => row.reduce((s, x, i) => s + x * unit[i]![j]!, 0)));
  }
  return Math.exp(log);
}

interface Drawn {
  /** A weight decay, of which ηw is below 1. */
  readonly w: number;
  readonly eta: number;
  readonly beta: number;
  readonly d: number;
}

/** A method with constants, and its step on ½λθ² as a matrix on what it carries, written out from its definition. */
interface Linear {
  entry(drawn: Drawn): string;
  step(lambda: number, drawn: Drawn): Square;
}

const linear: Readonly<Record<string, Linear>> = {
  'gradient descent': {
    entry: ({ eta }) => `{ method: gradient-descent, rate: ${eta} }`,
    step: (lambda, { eta }) => [[1 - eta * lambda]],
  },
  'descent on stale gradients': {
    entry: ({ eta, d }) =>
      `{ method: gradient-descent, rate: ${eta}, delay: { kind: fixed, steps: ${d} } }`,
    // On (θ_k, θ_{k−1}, …, θ_{k−d}).
    step: (lambda, { eta, d }) =>
      Array.from({ length: d + 1 }, (_, i) =>
        Array.from({ length: d + 1 }, (_, j) =>
          i === 0 ? Number(j === 0) - (j === d ? eta * lambda : 0) : Number(j === i - 1),
        ),
      ),
  },
  'heavy ball': {
    entry: ({ eta, beta }) => `{ method: heavy-ball, rate: ${eta}, momentum: ${beta} }`,
    // On (θ, v): v ← βv + λθ, θ ← θ − ηv.
    step: (lambda, { eta, beta }) => [
      [1 - eta * lambda, -eta * beta],
      [lambda, beta],
    ],
  },
  Nesterov: {
    entry: ({ eta, beta }) => `{ method: nesterov, rate: ${eta}, momentum: ${beta} }`,
    // On (θ, v): v ← βv + λθ, θ ← θ − η(λθ + βv).
    step: (lambda, { eta, beta }) => [
      [1 - eta * lambda * (1 + beta), -eta * beta * beta],
      [lambda, beta],
    ],
  },
  'Adam at a fixed P': {
    entry: ({ eta, beta }) => `{ method: adam, rate: ${eta}, beta1: ${beta} }`,
    // On (θ, P⁻¹m), λ of P⁻¹H: m ← β₁m + (1 − β₁)λθ, θ ← θ − ηm.
    step: (lambda, { eta, beta }) => [
      [1 - eta * (1 - beta) * lambda, -eta * beta],
      [(1 - beta) * lambda, beta],
    ],
  },
  'RMSProp at a fixed P': {
    entry: ({ eta }) => `{ method: rmsprop, rate: ${eta} }`,
    step: (lambda, { eta }) => [[1 - eta * lambda]],
  },
};

/** Those above with weight decay: in the gradient it is λ + w in place of λ, beside the step it takes ηwθ off the next θ. */
const coupled = (name: string, keys: (drawn: Drawn) => string = () => ''): Linear => ({
  entry: (drawn) =>
    linear[name]!.entry(drawn).replace(' }', `, weightDecay: ${drawn.w}${keys(drawn)} }`),
  step: (lambda, drawn) => linear[name]!.step(lambda + drawn.w, drawn),
});
const decoupled = (name: string): Linear => ({
  entry: (drawn) =>
    linear[name]!.entry(drawn).replace(' }', `, weightDecay: ${drawn.w}, decay: decoupled }`),
  step: (lambda, drawn) =>
    linear[name]!.step(lambda, drawn).map((row, i) =>
      row.map((x, j) => (i === 0 && j === 0 ? x - drawn.eta * drawn.w : x)),
    ),
});
const withDecay: Readonly<Record<string, Linear>> = {
  ...Object.fromEntries(
    ['gradient descent', 'heavy ball', 'Nesterov'].flatMap((name) => [
      [`${name} with decay in the gradient`, coupled(name)],
      [`${name} with decay beside the step`, decoupled(name)],
    ]),
  ),
  'Adam at a fixed P with decay beside the step': decoupled('Adam at a fixed P'),
  'RMSProp at a fixed P with decay beside the step': decoupled('RMSProp at a fixed P'),
  'AdamW at a fixed P': {
    entry: ({ eta, beta, w }) =>
      `{ method: adamw, rate: ${eta}, beta1: ${beta}, weightDecay: ${w} }`,
    step: decoupled('Adam at a fixed P').step,
  },
};

describe.each(Object.entries({ ...linear, ...withDecay }))(
  'the edge of %s',
  (_, { entry, step }) => {
    const stream = rng(7).fork('edges');
    const draws = Array.from({ length: 60 }, (_, k): Drawn => {
      const own = stream.fork('draw', k);
      const [a, b, c] = [own.uniform(), own.uniform(), own.uniform()];
      const eta = 10 ** (3 * a - 3);
      return {
        eta,
        beta: Math.round(999 * b) / 1000,
        d: 1 + (k % 6),
        w: Number((c / eta).toPrecision(4)),
      };
    });

    test('is where the spectral radius of a step passes 1', () => {
      for (const drawn of draws) {
        const value = edgeValue(edgeOf(entry(drawn))!);
        // Inside the circle up to the edge, and outside beyond it.
        for (const share of [0.1, 0.5, 0.9, 0.999])
          expect(spectralRadius(step(share * value, drawn))).toBeLessThan(1);
        for (const share of [1.001, 1.1, 2])
          expect(spectralRadius(step(share * value, drawn))).toBeGreaterThan(1);
      }
    });

    test('is what its formula says', () => {
      for (const drawn of draws.slice(0, 20)) {
        const edge = edgeOf(entry(drawn))!;
        expect(edge.rate).toBe(drawn.eta);
        const told = formulas[edgeFormula(edge)]!({ η: drawn.eta, ...edge.symbols });
        expect(Math.abs(told / edgeValue(edge) - 1)).toBeLessThan(1e-12);
      }
    });
  },
);

/** What the formulas mean. */
const formulas: Readonly<Record<string, (of: Readonly<Record<string, number>>) => number>> = {
  '2/η': ({ η }) => 2 / η!,
  '2 sin(π/(4d + 2))/η': ({ η, d }) => (2 * Math.sin(Math.PI / (4 * d! + 2))) / η!,
  '2/η − w': ({ η, w }) => 2 / η! - w!,
  '(2 + 2β)/η': ({ η, β }) => (2 + 2 * β!) / η!,
  '(2 + 2β)/η − w': ({ η, β, w }) => (2 + 2 * β!) / η! - w!,
  '(2 + 2β)/η − (2 + 2β)w/2': ({ η, β, w }) => (2 + 2 * β!) * (1 / η! - w! / 2),
  '(2 + 2β)/((1 + 2β)η) − w': ({ η, β, w }) => (2 + 2 * β!) / ((1 + 2 * β!) * η!) - w!,
  '(2 + 2β)/((1 + 2β)η) − (2 + 2β)w/(2(1 + 2β))': ({ η, β, w }) =>
    ((2 + 2 * β!) / (1 + 2 * β!)) * (1 / η! - w! / 2),
  '(2 + 2β₁)/((1 − β₁)η) − (2 + 2β₁)w/(2(1 − β₁))': ({ η, 'β₁': b, w }) =>
    ((2 + 2 * b!) / (1 - b!)) * (1 / η! - w! / 2),
  '(2 + 2β)/((1 + 2β)η)': ({ η, β }) => (2 + 2 * β!) / ((1 + 2 * β!) * η!),
  '(2 + 2β₁)/((1 − β₁)η)': ({ η, 'β₁': b }) => (2 + 2 * b!) / ((1 - b!) * η!),
};

test.each([
  ['{ method: gradient-descent, rate: 0.1 }', 'sharpness', '2/η'],
  ['{ method: sgd, rate: 0.1, batch: 4 }', 'batchSharpness', '2/η'],
  ['{ method: heavy-ball, rate: 0.1 }', 'sharpness', '(2 + 2β)/η'],
  ['{ method: nesterov, rate: 0.1 }', 'sharpness', '(2 + 2β)/((1 + 2β)η)'],
  ['{ method: adam, rate: 0.1 }', 'preconditionedSharpness', '(2 + 2β₁)/((1 − β₁)η)'],
  ['{ method: rmsprop, rate: 0.1 }', 'preconditionedSharpness', '2/η'],
])('%s has one of %s at %s', (entry, quantity, formula) => {
  const edge = edgeOf(entry)!;
  expect(edge).toMatchObject({ quantity, rate: 0.1 });
  expect(edgeFormula(edge)).toBe(formula);
});

test('that of Adam with the constants of Kingma & Ba is 38/η', () => {
  expect(edgeValue(edgeOf('{ method: adam, rate: 0.1 }')!)).toBeCloseTo(380, 9);
});

test.each([
  '{ method: gradient-descent, rate: 0.1, schedule: { kind: cosine, steps: 9 } }',
  '{ method: gradient-descent, rate: 0.1, gradientNoise: 1 }',
  '{ method: gradient-descent, rate: 0.1, delay: { kind: uniform, most: 2 } }',
  '{ method: sgd, rate: 0.1, batch: 4, average: 2 }',
  '{ method: sgd, rate: 0.1, batch: 4, labelFlips: 0.1 }',
  '{ method: heavy-ball, rate: 0.1, batch: 4 }',
  '{ method: adam, rate: 0.1, weightDecay: 0.1 }',
  '{ method: rmsprop, rate: 0.1, weightDecay: 0.1 }',
  '{ method: sgd, rate: 0.1, batch: 4, weightDecay: 0.1 }',
  '{ method: gradient-descent, rate: 0.1, delay: { kind: fixed, steps: 2 }, weightDecay: 0.1, decay: decoupled }',
  '{ method: nesterov, rate: 0.1, labelFlips: 0.1 }',
  '{ method: adam, rate: 0.1, batch: 4 }',
  '{ method: rmsprop, rate: 0.1, schedule: { kind: constant, warmUp: 5 } }',
  '{ method: gradient-flow }',
  '{ method: central-flow, rate: 0.1 }',
  '{ method: langevin, temperature: 1.0e-4, dt: 0.1 }',
])('%s has none', (entry) => {
  expect(edgeOf(entry)).toBeUndefined();
});
