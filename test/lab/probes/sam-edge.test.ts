import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { checkNeeds } from '../../../src/lab/runner/probe-needs.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { smallRun, sources } from '../../support/small-run.ts';
import { only, specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const edgeAt = (entry: string) =>
  methodOf(specsOf(`methods: [${entry}]\nseeds: 1`)[0]!.method).edgeAt;

test('is where a step along the largest eigenvector turns x into −x, with ‖g‖ = λ|x|', () => {
  for (const [rate, radius] of [
    [0.1, 0.05],
    [0.7, 0.4],
    [1e-3, 2],
  ] as const)
    for (const normalised of [true, false])
      for (const size of [1e-3, 0.3, 20]) {
        const keys = `rate: ${rate}, radius: ${radius}, normalised: ${normalised}`;
        const lambda = edgeAt(`{ method: sam, ${keys} }`)!(size);
        const x = size / lambda;
        const top = x + (normalised ? radius : radius * size);
        expect(Math.abs((x - rate * lambda * top) / -x - 1)).toBeLessThan(1e-12);
        expect(lambda).toBeLessThan(2 / rate);
      }
  const plain = edgeAt('{ method: sam, rate: 0.1, radius: 0 }')!(1);
  expect(Math.abs(plain / 20 - 1)).toBeLessThan(1e-15);
});

test.each([
  '{ method: sam, rate: 0.1, batch: 4 }',
  '{ method: sam, rate: 0.1, momentum: 0.9 }',
  '{ method: sam, rate: 0.1, clip: 1 }',
  '{ method: sam, rate: 0.1, weightDecay: 0.1 }',
  '{ method: sam, rate: 0.1, schedule: { kind: cosine, steps: 9 } }',
  '{ method: gradient-descent, rate: 0.1 }',
])('%s has none', (entry) => {
  expect(edgeAt(entry)).toBeUndefined();
});

test('SAM comes to rest at it: on ½λx² it ends in jumps between two points where the edge is λ', async () => {
  const { scalars, weights } = await execute(
    only(`
data: { name: quadratic, eigenvalues: [3, 0.5] }
precision: double
methods: [{ method: sam, rate: 0.5, radius: 0.2 }]
stop: { steps: 400 }
measure: { trace: false, threshold: false, sharpness: { tolerance: 1.0e-9 }, samEdge: true }`),
    sources,
  );
  expect(Math.abs(scalars.samEdge!.value / scalars.sharpness!.value - 1)).toBeLessThan(1e-9);
  // |x| = ηρλ/(2 − ηλ) of the steep coordinate; the flat one has died out.
  expect(Math.abs(weights[0]![0]!)).toBeCloseTo(0.6, 9);
  expect(Math.abs(weights[0]![1]!)).toBeLessThan(1e-3);
});

describe('of a network', () => {
  test('λ comes down to it and hovers there, far below the 2/η of descent', async () => {
    const { scalars } = await execute(
      only(`
data: { name: glyphs, train: 100, test: 40 }
network: { kind: mlp, hidden: [16] }
methods: [{ method: sam, rate: 0.3, radius: 0.05 }]
stop: { steps: 1000 }
measure: { trace: false, threshold: false, sharpness: true, samEdge: true }`),
      sources,
    );
    const { initialSharpness, sharpness, samEdge } = scalars;
    expect(initialSharpness!.value).toBeGreaterThan(20);
    expect(sharpness!.value / samEdge!.value).toBeGreaterThan(0.95);
    expect(sharpness!.value / samEdge!.value).toBeLessThan(1.15);
    expect(samEdge!.value * 0.3).toBeLessThan(1);
  });

  test('is an exact number of one gradient, along the run too', async () => {
    const { scalars, series } = await smallRun(
      '{ method: sam, rate: 0.1 }',
      'steps: 6',
      'samEdge: true, gradientSquared: true, along: { samEdge: { every: 3 } }',
    );
    const size = Math.sqrt(scalars.gradientSquared!.value);
    const told = edgeAt('{ method: sam, rate: 0.1 }')!(size);
    expect(scalars.samEdge).toMatchObject({ stderr: 0, converged: true });
    expect(Math.abs(scalars.samEdge!.value / told - 1)).toBeLessThan(1e-6);
    expect(scalars.samEdge!.cost.gradients).toBe(1);
    expect(series.samEdge!.filter(Number.isFinite)).toHaveLength(3);
  });
});

test('is refused in one line where no method has it', () => {
  const text =
    'question: q\nmethods: [{ method: sam, rate: 0.1, batch: 4 }]\nmeasure: { samEdge: true }';
  expect(errorOf(text)).toBe(
    '3:21: measure.samEdge needs sam on the full batch at a constant rate with nothing else to its gradients, and no method here is that: measure sharpness',
  );
  const [spec] = specsOf('methods: [{ method: gradient-descent, rate: 0.1 }]\nseeds: 1');
  const ask = () => checkNeeds({ asked: { samEdge: {} }, spec: spec!, weights: 'w.npz' } as never);
  expect(ask).toThrow(InputError);
  expect(ask).toThrow(
    "samEdge needs sam on the full batch at a constant rate, and not GD η=0.1: give --method '{ method: sam, rate: 0.1 }'",
  );
});
