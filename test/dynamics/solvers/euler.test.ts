import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import {
  gradientDescent,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul, sub } from '../../../src/engine/tensors/operations.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { scalar } from '../../../src/engine/tensors/precise.ts';
import { indices, type Tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  EXAMPLES,
  initial,
  pathOf,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const eta = 0.3;
const steps = 50;

/** θ ← θ − η ∇L(θ) written out, with the rows of each step if it has any. */
function loop(
  objective: Objective,
  precision: Precision,
  rows: (k: number) => Int32Array | undefined = () => undefined,
): Float64Array[] {
  const k = objective.shapes.length;
  const update = compile((inputs) => {
    const theta = inputs.slice(1, 1 + k);
    const { gradient } = objective.gradient(theta, inputs[1 + k]);
    return theta.map((w, i) => sub(w, mul(gradient[i]!, inputs[0]!)));
  }, precision);
  const path = [initial()];
  for (let step = 0; step < steps; step++) {
    const batch = rows(step);
    withWeights(path.at(-1)!, objective.shapes, (theta) => {
      const others: Tensor[] = [scalar(eta), ...(batch === undefined ? [] : [indices(batch)])];
      const next = update([others[0]!, ...theta, ...others.slice(1)]);
      path.push(flatten64(next));
      dispose([...others, ...next]);
    });
  }
  update.dispose();
  return path;
}

test.each(['single', 'double'] as const)(
  'gradient descent is Euler at dt = η, bit for bit, in %s precision',
  (precision) => {
    const { objective, dispose: free } = smallProblem();
    const path = pathOf(gradientDescent(objective, eta), objective, initial(), {
      steps,
      precision,
    });
    expect(path).toEqual(loop(objective, precision));
    expect(path[50]).not.toEqual(path[49]);
    free();
  },
);

test.each(['shuffled', 'with-replacement', 'without-replacement'] as const)(
  'stochastic gradient descent is Euler on the gradients of its batches, bit for bit: %s',
  (sampling) => {
    const { objective, dispose: free } = smallProblem();
    const rows = batches(EXAMPLES, 5, sampling, rng(6));
    const path = pathOf(stochasticGradientDescent(objective, eta, rows), objective, initial(), {
      steps,
    });
    const again = batches(EXAMPLES, 5, sampling, rng(6));
    expect(path).toEqual(loop(objective, 'single', again));
    expect(path).not.toEqual(loop(objective, 'single'));
    free();
  },
);
