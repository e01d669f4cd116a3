import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { dispose } from '../../src/engine/tensors/memory.ts';
import { unflatten } from '../../src/engine/tensors/params.ts';
import { layers } from '../../src/linalg/layers.ts';
import { hessian } from '../../src/probes/operators/hessian.ts';
import { density } from '../../src/probes/spectrum/density.ts';
import { blockTraces } from '../../src/probes/trace/block-traces.ts';
import { exactTrace } from '../../src/probes/trace/diagonal.ts';
import { hutchPlusPlus } from '../../src/probes/trace/hutch-plus-plus.ts';
import { xtrace } from '../../src/probes/trace/xtrace.ts';
import { problem } from '../../src/problems/supervised/problem.ts';
import { operatorOf, traceOf } from '../support/dense-matrices.ts';
import { expectNear } from '../support/expect-near.ts';
import { expectNoLeaks } from '../support/expect-no-leaks.ts';
import { denseHessian, descended, smallMlp } from '../support/small-network.ts';

expectNoLeaks();

beforeAll(async () => {
  await openEngine('native');
});

test('traces and densities through the engine, in single precision, are those of the dense matrix', () => {
  const small = smallMlp('tanh', 'cross-entropy', 6);
  const theta = descended(small, 0.5, 60);
  const A = denseHessian(small, theta);
  const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
  const at = unflatten(theta, small.network.shapes);
  const H = hessian(objective, at);
  const options = { relativeError: 0.05, maxProbes: 200 };
  for (const [i, estimator] of [hutchPlusPlus, xtrace].entries()) {
    const [engine, dense] = [H, operatorOf(A)].map((operator) =>
      estimator(operator, { ...options, random: rng(1) }),
    );
    // The same vectors; products agree to 1e-5 of ‖A z‖, whose share of the trace is below 10.
    expectNear(engine!.value, dense!.value, { rtol: 1e-3 });
    expectNear(engine!.stderr, dense!.stderr, { rtol: 1e-2 });
    // The engine's operator measures its round-off once, by two products of its own.
    expect(engine!.cost.hvps).toBe(dense!.cost.hvps + (i === 0 ? 2 : 0));
  }
  expectNear(exactTrace(H).value, traceOf(A), { rtol: 1e-4 });
  const blocks = layers(objective.shapes);
  const found = blockTraces(H, blocks, { relativeError: 0.1, maxProbes: 64, random: rng(2) });
  for (const [b, { from, to }] of blocks.entries()) {
    const exact = traceOf(A.slice(from, to).map((row) => row.slice(from, to)));
    expect(Math.abs(found[b]!.value - exact)).toBeLessThan(4 * found[b]!.stderr);
  }
  const spectrum = { tolerance: 0.05, maxProbes: 8, maxIterations: 100 };
  const [engine, dense] = [H, operatorOf(A)].map((operator) =>
    density(operator, { ...spectrum, random: rng(3) }),
  );
  expect(engine!.outliers.length).toBe(dense!.outliers.length);
  for (const [i, { value }] of engine!.outliers.entries())
    expectNear(value, dense!.outliers[i]!.value, { rtol: 1e-4 });
  expect(engine!.converged).toBe(dense!.converged);
  H.dispose();
  dispose(at);
  free();
});
