import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { recipe } from '../../../src/report/arms/recipe.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { sources } from '../../support/small-run.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const text = (keys: string) => `
data: { name: glyphs, train: 30, test: 20 }
network: { kind: linear, scale: 0 }
precision: double
methods: [{ method: gradient-descent, rate: 0.01 }]
seeds: 1
stop: { time: 0.4 }
measure: { trace: false, sharpness: { tolerance: 1.0e-6 }, threshold: false, snapshots: [0.4], plainLoss: true }
${keys}`;

test('shaping is an axis, and 0 of it the spec without', () => {
  const [none, some] = specsOf(text('shaping: [0, 0.2]'));
  expect(none).toEqual(specsOf(text(''))[0]);
  expect(some).toEqual({ ...none, shaping: 0.2 });
  expect(recipe([{ spec: some! }])).toContain(
    ', with a shaping term, 0.2 of each target given to the class after it',
  );
});

test('a linear network from 0 moves by s times what the shift of its outputs changes', async () => {
  const s = 0.2;
  const [plain, shaped] = await Promise.all(
    specsOf(text(`shaping: [0, ${s}]`)).map((spec) => execute(spec, sources)),
  );
  const [f, g] = [plain, shaped].map((run) => run!.snapshots.at(-1)!.outputs!);
  const k = f!.length / 20;
  for (const [i, value] of g!.entries()) {
    const before = f![i % k === 0 ? i + k - 1 : i - 1]!;
    expect(value).toBeCloseTo((1 - s) * f![i]! + s * before, 12);
  }
  // The term is linear in the outputs: no curvature comes with it.
  expect(shaped!.scalars.sharpness!.value / plain!.scalars.sharpness!.value).toBeCloseTo(1, 4);
  const { plainLoss, trainLoss, testLoss, lossGap } = shaped!.scalars;
  // Test examples are judged without the term, and so is what they are held against.
  expect(lossGap!.value).toBeCloseTo(testLoss!.value - plainLoss!.value, 12);
  // ½‖f − y‖² of the mixed targets, and the s (1 − s) that it cannot fall below.
  expect(plain!.scalars.plainLoss!.value).toBe(plain!.facts.loss);
  expect(trainLoss!.value).toBeCloseTo(shaped!.facts.loss, 12);
  expect(trainLoss!.value).toBeGreaterThan(s * (1 - s));
  expect(plainLoss!.value).not.toBeCloseTo(trainLoss!.value, 3);
});
