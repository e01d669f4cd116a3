import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { dispose } from '../../src/engine/tensors/memory.ts';
import { unflatten } from '../../src/engine/tensors/params.ts';
import { type LossFunction, lossAt } from '../../src/probes/flatness/loss-at.ts';
import { relativeCurvature } from '../../src/probes/flatness/relative-flatness.ts';
import { ballSharpness } from '../../src/probes/flatness/sam-sharpness.ts';
import { hessian } from '../../src/probes/operators/hessian.ts';
import { mlp } from '../../src/problems/networks/mlp.ts';
import { type Problem, problem } from '../../src/problems/supervised/problem.ts';
import { denseOf, traceOf } from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';

/** What jax finds in float64 at the same weights, written by bench/peers/rises.py. */
interface Recorded {
  readonly x: readonly number[];
  readonly labels: readonly number[];
  readonly theta: readonly number[];
  readonly loss: number;
  readonly radii: Readonly<Record<'euclidean' | 'adaptive', number>>;
  readonly rises: Readonly<
    Record<'euclidean' | 'adaptive', { readonly firstOrder: number; readonly largest: number }>
  >;
  readonly flatness: readonly number[];
}

const recorded = JSON.parse(readFileSync(new URL('jax.json', import.meta.url), 'utf8')) as Recorded;
const theta = Float64Array.from(recorded.theta);
const network = mlp({
  inputs: 14,
  hidden: [12, 12],
  activation: 'tanh',
  outputs: 10,
  parametrisation: 'standard',
  scale: 1,
});

describe('measures of sharpness at the weights of jax', () => {
  let on: Problem;
  let at: LossFunction;
  beforeAll(async () => {
    await openEngine('native');
    const examples = {
      x: Float32Array.from(recorded.x),
      labels: Int32Array.from(recorded.labels),
    };
    on = problem(network, 'cross-entropy', examples, 10);
    at = lossAt(on.objective, 'double');
  });
  afterAll(() => {
    at.dispose();
    on.dispose();
  });

  test('the loss is its loss', () => {
    expectNear(at.value(theta), recorded.loss, { rtol: 1e-12 });
  });

  test.each(['euclidean', 'adaptive'] as const)(
    'first-order step and largest rise are those of its power iteration: %s',
    (scaling) => {
      const { firstOrder, largest } = ballSharpness(at, theta, {
        radius: recorded.radii[scaling],
        scaling,
        steps: 200,
        restarts: 6,
        tolerance: 1e-3,
        random: rng(1),
      });
      expectNear(firstOrder.value, recorded.rises[scaling].firstOrder, { rtol: 1e-10 });
      expectNear(largest.value, recorded.rises[scaling].largest, { rtol: 1e-3 });
      expect(largest.converged).toBe(true);
    },
  );

  test('relative flatness is its sum over pairs of neurons', () => {
    const held = unflatten(theta, network.shapes);
    const H = hessian(on.objective, held, 'double');
    for (const [k, layer] of [0, 2, 4].entries()) {
      const curvature = relativeCurvature(H, theta, network.shapes, layer);
      const dense = denseOf(curvature.dim, curvature.matvec);
      expectNear(traceOf(dense), recorded.flatness[k]!, { rtol: 1e-10 });
    }
    H.dispose();
    dispose(held);
  });
});
