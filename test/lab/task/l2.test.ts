import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { recipe } from '../../../src/report/arms/recipe.ts';
import { denseOf } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { sources } from '../../support/small-run.ts';
import { only, specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const path = fileURLToPath(new URL('../../cli/numpy/data.npz', import.meta.url));
const LAMBDA = 0.05;
const text = (method: string, keys = '', network = 'hidden: [5]') => `
data: { name: npz, path: ${path}, train: 30, test: 12 }
network: { ${network} }
precision: double
methods: [{ ${method} }]
stop: { steps: 20 }
measure: { trace: false, sharpness: false, threshold: false }
${keys}`;
const flat = (weights: readonly ArrayLike<number>[]) => weights.flatMap((w) => Array.from(w));
const apart = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((x, i) => x - b[i]!));

test('l2 is an axis, and 0 of it the spec without', () => {
  const method = 'method: gradient-descent, rate: 0.1';
  const [none, some] = specsOf(text(method, `l2: [0, ${LAMBDA}]\nseeds: 1`));
  expect(none).toEqual(only(text(method)));
  expect(some).toEqual({ ...none, l2: LAMBDA });
  expect(recipe([{ spec: some! }])).toContain(
    ', with an L2 penalty, (0.05/2)‖θ‖² over weights and biases, which training loss and Hessian have and test loss and loss gap have not',
  );
});

describe('steps', () => {
  test.each([
    'method: gradient-descent, rate: 0.3',
    'method: sgd, rate: 0.1, batch: 5',
    'method: heavy-ball, rate: 0.05, batch: 5, labelFlips: 0.2',
    'method: adam, rate: 0.01, batch: 5',
  ])('of { %s } are those with coupled weight decay λ', async (method) => {
    const [penalised, decaying, plain] = await Promise.all([
      execute(only(text(method, `l2: ${LAMBDA}`)), sources),
      execute(only(text(`${method}, weightDecay: ${LAMBDA}, decay: coupled`)), sources),
      execute(only(text(method)), sources),
    ]);
    const weights = [penalised, decaying, plain].map((run) => flat(run.weights));
    expect(apart(weights[0]!, weights[1]!)).toBeLessThan(1e-12);
    expect(apart(weights[0]!, weights[2]!)).toBeGreaterThan(1e-3);
    // Weight decay is no part of the loss that a run is stopped by.
    const norm = Math.hypot(...weights[0]!);
    const penalty = (LAMBDA / 2) * norm ** 2;
    expect(penalised.facts.loss - decaying.facts.loss).toBeCloseTo(penalty, 12);
  });
});

test('trainLoss is the objective, plainLoss and test loss are without the penalty', async () => {
  const keys = `l2: ${LAMBDA}\nshaping: 0.1\nseeds: 1`;
  const asked = 'plainLoss: true, weightNorm: true, trace: false, sharpness: false';
  const spec = specsOf(
    text('method: gradient-descent, rate: 0.3', keys).replace(
      /measure: .*/,
      `measure: { ${asked}, threshold: false }`,
    ),
  )[0]!;
  const { scalars, facts, series } = await execute(spec, sources);
  const { trainLoss, plainLoss, testLoss, lossGap, weightNorm } = scalars;
  expect(trainLoss!.value).toBe(facts.loss);
  expect(series.trainLoss!.at(-1)).toBe(facts.loss);
  expect(series.testLoss!.at(-1)).toBeCloseTo(testLoss!.value, 12);
  expect(lossGap!.value).toBe(testLoss!.value - plainLoss!.value);
  // The same weights without the penalty: what shaping alone adds is left.
  const task = await openTask({ ...spec, l2: LAMBDA / 2 }, sources);
  const penalty = (LAMBDA / 2) * weightNorm!.value ** 2;
  expect(penalty).toBeGreaterThan(0.01);
  const initial = task.trainLoss(task.theta0);
  const norm = Math.hypot(...flatten64(task.theta0));
  task.dispose();
  expect(facts.initialLoss - initial).toBeCloseTo((LAMBDA / 4) * norm ** 2, 12);
  const plain = await openTask({ ...spec, l2: undefined as never }, sources);
  expect(facts.initialLoss - plain.trainLoss(plain.theta0)).toBeCloseTo(
    (LAMBDA / 2) * norm ** 2,
    12,
  );
  plain.dispose();
});

test.each(['network', 'quadratic-taylor', 'gauss-newton'])(
  'the Hessian is H + λI and its sharpness λ_max + λ of model %s',
  async (model) => {
    const specs = specsOf(
      text('method: gradient-descent, rate: 0.3', `l2: [0, ${LAMBDA}]\nseeds: 1`)
        .replace('hidden: [5]', `hidden: [5], model: ${model}`)
        .replace('sharpness: false', 'sharpness: { tolerance: 1.0e-9 }')
        .replace('steps: 20', 'steps: 1'),
    );
    const [H, own] = await Promise.all(
      specs.map(async (spec) => {
        const task = await openTask(spec, sources);
        const operator = task.hessians.at(task.theta0);
        const dense = denseOf(operator.dim, (v) => operator.matvec(v));
        operator.dispose();
        task.dispose();
        return dense;
      }),
    );
    for (const [i, row] of own!.entries())
      for (const [j, x] of row.entries())
        expect(Math.abs(x - H![i]![j]! - (i === j ? LAMBDA : 0))).toBeLessThan(1e-12);
    const [plain, penalised] = await Promise.all(specs.map((spec) => execute(spec, sources)));
    const moved =
      penalised!.scalars.initialSharpness!.value - plain!.scalars.initialSharpness!.value;
    expect(Math.abs(moved - LAMBDA)).toBeLessThan(1e-7);
  },
);

test('a linear network ends at the ridge solution of the normal equations, biases penalised too', async () => {
  const method = 'method: gradient-descent, rate: 0.3';
  const spec = only(
    text(method, `l2: ${LAMBDA}`, 'kind: linear').replace('steps: 20', 'steps: 3000'),
  );
  const task = await openTask(spec, sources);
  const { x, labels, count: n, dim: d, outputs: k } = task.supervised!.data;
  task.dispose();
  const row = (i: number) => [...x.subarray(i * d, (i + 1) * d), 1];
  const rows = Array.from({ length: n }, (_, i) => row(i));
  // (XᵀX/n + λI) W = XᵀY/n
  const A = Array.from({ length: d + 1 }, (_, p) =>
    Array.from(
      { length: d + 1 },
      (_, q) => rows.reduce((s, r) => s + (r[p]! * r[q]!) / n, 0) + (p === q ? LAMBDA : 0),
    ),
  );
  const b = Array.from({ length: d + 1 }, (_, p) =>
    Array.from({ length: k }, (_, c) =>
      rows.reduce((s, r, i) => s + (labels![i] === c ? r[p]! / n : 0), 0),
    ),
  );
  const ridge = eliminated(A, b).flat();
  const { weights } = await execute(spec, sources);
  expect(apart(flat(weights), ridge)).toBeLessThan(1e-11);
});

/** A⁻¹B by Gauss's elimination, A positive definite. */
function eliminated(A: readonly number[][], B: readonly number[][]): number[][] {
  const rows = A.map((row, i) => [...row, ...B[i]!]);
  for (const [i, pivot] of rows.entries()) {
    const by = pivot[i]!;
    for (const j of pivot.keys()) pivot[j]! /= by;
    for (const [other, row] of rows.entries()) {
      if (other === i) continue;
      const factor = row[i]!;
      for (const j of row.keys()) row[j]! -= factor * pivot[j]!;
    }
  }
  return rows.map((row) => row.slice(A.length));
}
