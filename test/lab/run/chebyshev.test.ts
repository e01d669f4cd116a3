import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** Losses before each step of descent in float64, until roundings grow; written by bench/peers/chebyshev.py. */
interface Curve {
  readonly name: string;
  readonly rate: number;
  readonly bias: boolean;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weights: readonly (readonly number[] | readonly (readonly number[])[])[];
  readonly losses: readonly number[];
}

const { curves } = JSON.parse(readFileSync(new URL('chebyshev.json', import.meta.url), 'utf8')) as {
  readonly curves: readonly Curve[];
};

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = scratchFolder();
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return name;
};
const shapeOf = (rows: Curve['weights'][number]) =>
  typeof rows[0] === 'object' ? [rows.length, rows[0].length] : [rows.length];

/** What a user writes: the data as npz or csv, the weights to begin from, and an experiment. */
const experiments: Readonly<Record<'npz' | 'csv', (curve: Curve) => string>> = {
  npz({ x, y }) {
    const [inputs, targets] = [
      ndarray(Float64Array.from(x), [x.length, 1]),
      ndarray(Float64Array.from(y)),
    ];
    const arrays = { x_train: inputs, y_train: targets, x_test: inputs, y_test: targets };
    return `{ name: npz, path: ${file('points.npz', writeNpz(arrays))}, targets: values, scale: none, train: 20, test: 20 }`;
  },
  csv({ x, y }) {
    const lines = ['height,x', ...x.map((_, i) => `${y[i]},${x[i]}`)].join('\n');
    for (const name of ['train.csv', 'test.csv']) file(name, lines);
    return '{ name: csv, path: ., targets: values, columns: [height], scale: none, train: 20, test: 20 }';
  },
};

async function replay(curve: Curve, data: string) {
  const arrays = curve.weights.map((w, i) => [
    `p${i}`,
    ndarray(Float64Array.from(w.flat()), shapeOf(w)),
  ]);
  const text = `
question: Does the lab replay descent on 20 points?
data: ${data}
network: { kind: mlp, hidden: [30, 20], activation: tanh, bias: ${curve.bias}, init: ${file('start.npz', writeNpz(Object.fromEntries(arrays)))} }
loss: squared-error
methods: [{ method: gradient-descent, rate: ${curve.rate} }]
seeds: 1
stop: { steps: ${curve.losses.length - 1} }
measure: { points: 100000, stepLoss: true, trace: false, sharpness: false, threshold: false }
`;
  const { specs } = parseExperiment(text, 'points', join(folder, 'points.yaml'));
  return execute(specs[0]!, fileSources({ cacheDir: folder, baseDir: folder, offline: true }));
}

describe.each(curves)('descent on 20 points with real-valued targets, $name', (curve) => {
  test.each(['npz', 'csv'] as const)(
    'goes as in float64, step by step to 1e-4: %s',
    async (format) => {
      const { series, ending, scalars } = await replay(curve, experiments[format](curve));
      const { step, trainLoss, testLoss, stepLoss } = series;
      expect(ending).toBe('completed');
      expect(step!.at(-1)).toBe(curve.losses.length - 1);
      // Each row has the loss at its step, and the mean of those since the row before.
      expect(step!.length).toBeGreaterThanOrEqual(curve.losses.length / 4);
      for (const [row, k] of step!.entries()) {
        expect(Math.abs(trainLoss![row]! / curve.losses[k]! - 1)).toBeLessThan(1e-4);
        expect(testLoss![row]).toBeCloseTo(trainLoss![row]!, 6);
        if (row === 0) continue;
        const between = curve.losses.slice(step![row - 1], k);
        const mean = between.reduce((a, b) => a + b, 0) / between.length;
        expect(Math.abs(stepLoss![row]! / mean - 1)).toBeLessThan(1e-4);
      }
      // There are no classes to be right about.
      for (const name of ['trainAccuracy', 'testAccuracy', 'accuracyGap'])
        expect(scalars).not.toHaveProperty(name);
      expect(series).not.toHaveProperty('testAccuracy');
      expect(scalars.trainLoss!.value).toBeCloseTo(curve.losses.at(-1)!, 5);
    },
  );
});
