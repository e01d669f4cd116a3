import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { gap } from '../../../src/probes/generalization/gap.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { sharpness } from '../../../src/probes/spectrum/sharpness.ts';
import { exactTrace } from '../../../src/probes/trace/diagonal.ts';
import { trace } from '../../../src/probes/trace/hutchinson.ts';
import { xtrace } from '../../../src/probes/trace/xtrace.ts';
import { evaluator } from '../../../src/problems/supervised/evaluator.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { oracle } from '../../oracle/oracle.ts';
import { denseOf, traceOf } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';
import { saturatedCases } from '../../support/saturated-cases.ts';

expectNoLeaks();

/** Small networks with cross-entropy, where the dense matrix of the oracle takes no time. */
const small = saturatedCases([1e-12, 1e-9, 1e-6]).filter(
  ({ twin, loss }) =>
    loss === 'cross-entropy' && twin.parametrisation === 'standard' && twin.kind !== 'cnn',
);

describe.each(['native', 'wasm'] as const)('curvature where the loss is small, %s', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  test.each(small)('is that of the float64 oracle to 1e-3: $name', (c) => {
    const x = Float64Array.from(c.x);
    const truth = oracle(c.twin, c.loss, c.theta, x, c.labels);
    const dense = denseOf(c.theta.length, (v) => truth.hvp(Float64Array.from(v)));
    const exact = traceOf(dense);
    const on = problem(c.network, c.loss, c, c.twin.classes);
    const theta = unflatten(c.theta, c.network.shapes);

    const H = hessian(on.objective, theta);
    const random = rng(1);
    const spend = { relativeError: 1e-6, maxProbes: 2 * c.theta.length, random };
    expectNear(exactTrace(H).value, exact, { rtol: 1e-3 });
    expectNear(xtrace(H, spend).value, exact, { rtol: 1e-3 });
    const sampled = trace(H, { relativeError: 0.1, maxProbes: 2000, random });
    expect(Math.abs(sampled.value - exact)).toBeLessThan(5 * sampled.stderr);
    const top = sharpness(H, { tolerance: 1e-3, maxIterations: 200, random });
    expect(top.converged).toBe(true);
    expectNear(top.value, jacobiEigenvalues(dense).at(-1)!, { rtol: 1e-3 });
    H.dispose();

    const eachSide = evaluator(on);
    const side = eachSide.evaluate(theta);
    // Another mean, of the same examples and one that is told apart least.
    const { trainLoss, lossGap, trainAccuracy } = gap(side, {
      ...side,
      losses: [...side.losses, Math.max(...side.losses)],
    });
    const each = Array.from(c.labels, (label, i) => {
      const row = x.slice((i * x.length) / c.labels.length, ((i + 1) * x.length) / c.labels.length);
      return oracle(c.twin, c.loss, c.theta, row, Int32Array.of(label)).loss;
    });
    const mean = (a: readonly number[]) => a.reduce((sum, l) => sum + l, 0) / a.length;
    expectNear(trainLoss.value, truth.loss, { rtol: 1e-3 });
    expectNear(lossGap.value, mean([...each, Math.max(...each)]) - mean(each), { rtol: 1e-3 });
    expect(trainAccuracy!.value).toBe(1);
    eachSide.dispose();
    dispose(theta);
    on.dispose();
  });
});
