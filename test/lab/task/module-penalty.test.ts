import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { imageCache } from '../../../src/lab/data/image-cache.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { gradientAt } from '../../../src/objective/gradient-at.ts';
import { denseOf } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const path = fileURLToPath(new URL('../../cli/numpy/data.npz', import.meta.url));
const folder = scratchFolder();
const places = { cacheDir: '/nowhere', baseDir: '/nowhere', offline: true };
const sources = fileSources(places, imageCache());

let files = 0;
function written(penalty: string): string {
  const own = join(folder, `own-${files++}.ts`);
  writeFileSync(
    own,
    `export default ({ ops, inputs, outputs }) => ({
  shapes: [[inputs, outputs], [outputs]],
  apply: ([W, b], x) => ops.add(ops.matMul(x, W), b),
  ${penalty}
});`,
  );
  return own;
}
const specOf = (module: string, keys = '', network = '') =>
  only(`
data: { name: npz, path: ${path}, train: 30, test: 12 }
network: { module: ${module}${network} }
precision: double
methods: [{ method: sgd, rate: 0.2, batch: 7 }]
stop: { steps: 15 }
measure: { trace: false, sharpness: false, threshold: false, plainLoss: true }
${keys}`);

const flat = (weights: readonly ArrayLike<number>[]) => weights.flatMap((w) => Array.from(w));
const apart = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((x, i) => x - b[i]!));
const SQUARES =
  'penalty: ([W, b]) => ops.mul(ops.add(ops.sum(ops.square(W)), ops.sum(ops.square(b))), 0.05),';

describe.each(['network', 'quadratic-taylor', 'gauss-newton'])('model %s', (model) => {
  test('with the penalty 0.05 Σθ² is that with l2: 0.1', async () => {
    const network = model === 'network' ? '' : `, model: ${model}`;
    const [own, l2, plain] = await Promise.all([
      execute(specOf(written(SQUARES), '', network), sources),
      execute(specOf(written(''), 'l2: 0.1', network), sources),
      execute(specOf(written(''), '', network), sources),
    ]);
    expect(apart(flat(own.weights), flat(l2.weights))).toBeLessThan(1e-12);
    expect(apart(flat(own.weights), flat(plain.weights))).toBeGreaterThan(1e-2);
    for (const key of ['trainLoss', 'plainLoss', 'lossGap'])
      expect(own.scalars[key]!.value).toBeCloseTo(l2.scalars[key]!.value, 12);
  });
});

test('a penalty on some of the weights has the gradient and the Hessian of its closed form beside those of the loss', async () => {
  const quartic = 'penalty: ([W]) => ops.sum(ops.square(ops.square(W))),';
  const found = await Promise.all(
    [quartic, ''].map(async (text) => {
      const task = await openTask(specOf(written(text)), sources);
      const { objective, theta0 } = task;
      const H = task.hessians.at(theta0);
      const all = {
        theta: flatten64(theta0),
        loss: task.trainLoss(theta0),
        gradient: gradientAt(objective, theta0),
        hessian: denseOf(H.dim, (v) => H.matvec(v)),
        size: theta0[0]!.size,
      };
      H.dispose();
      task.dispose();
      return all;
    }),
  );
  const [own, plain] = [found[0]!, found[1]!];
  const w = own.theta.map((x, i) => (i < own.size ? x : 0));
  expect(own.loss - plain.loss).toBeCloseTo(
    w.reduce((s, x) => s + x ** 4, 0),
    12,
  );
  for (const [i, x] of w.entries()) {
    expect(own.gradient[i]! - plain.gradient[i]!).toBeCloseTo(4 * x ** 3, 12);
    for (const j of w.keys())
      expect(own.hessian[i]![j]! - plain.hessian[i]![j]!).toBeCloseTo(i === j ? 12 * x * x : 0, 12);
  }
});

test('an objective of θ alone is a penalty with a loss of 0: descent on it ends at its minimum, with its Hessian', async () => {
  // Rosenbrock's (1 − a)² + 10 (b − a²)², of Hessian [[82, −40], [−40, 20]] at its minimum (1, 1).
  const module = join(folder, 'rosenbrock.ts');
  writeFileSync(
    module,
    `export default ({ ops }) => ({
  shapes: [[2]],
  outputs: 1,
  apply: ([w], x) => ops.mul(ops.sumOfRows(x), ops.sum(w)),
  loss: (f) => ops.mul(ops.sumOfRows(ops.square(f)), 0),
  penalty([w]) {
    const [a, b] = [ops.slice(w, [0], [1]), ops.slice(w, [1], [1])];
    const off = ops.sub(b, ops.square(a));
    return ops.add(ops.square(ops.sub(1, a)), ops.mul(ops.square(off), 10));
  },
  init: () => [[-0.5, 0.5]],
});`,
  );
  const spec = only(`
data: { name: npz, path: ${path}, train: 8, test: 4 }
network: { module: ${module} }
loss: module
precision: double
methods: [{ method: gradient-descent, rate: 0.015 }]
stop: { steps: 4000 }
measure: { trace: false, exactTrace: true, sharpness: { tolerance: 1.0e-9 }, threshold: false, plainLoss: true }`);
  const { weights, scalars } = await execute(spec, sources);
  for (const w of weights[0]!) expect(Math.abs(w - 1)).toBeLessThan(1e-8);
  expect(scalars.sharpness!.value).toBeCloseTo(51 + Math.hypot(31, 40), 5);
  expect(scalars.exactTrace!.value).toBeCloseTo(102, 5);
  expect([scalars.testLoss!.value, scalars.plainLoss!.value]).toEqual([0, 0]);
});

test.each([
  ['penalty: 3,', 'gives a penalty that is no function'],
  ['penalty: () => 3,', 'penalty gives no single number: return one, as by ops.sum'],
  ['penalty: ([W]) => W,', 'penalty gives no single number: return one, as by ops.sum'],
  ['penalty: ([W]) => ops.log(ops.sum(ops.mul(W, 0))),', 'penalty is -Infinity at the initial'],
])('what is wrong with it is said in one line: %s', async (text, says) => {
  const own = written(text);
  const found = await complaint(() => openTask(specOf(own), sources));
  expect(found).toContain(own);
  expect(found).toContain(says);
});
