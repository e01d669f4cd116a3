import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Forecast } from '../../../src/claims/judging/forecast.ts';
import type { Verdict } from '../../../src/claims/judging/verdict.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const experiment = (statements: string) => `
question: Does a larger step end at a lower loss after as many steps?
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8], activation: tanh }
methods: [{ method: gradient-descent, rate: [0.02, 0.1] }]
stop: { steps: 40 }
measure: { trace: false, sharpness: false, threshold: false }
expect:
${statements}`;
const lower = `  - id: lower
    says: Five times the rate ends at a lower loss
    ratio: { of: trainLoss, from: { rate: 0.1 }, to: { rate: 0.02 } }
    in: "< 0.95"
`;
const higher = lower.replaceAll('lower', 'higher').replace('"< 0.95"', '"> 1.05"');

const file = join(folder.path, 'rates.yaml');
const call = (command: 'run' | 'report', ...flags: string[]) =>
  flowlab(folder.path, [command, command === 'run' ? 'rates.yaml' : 'rates', ...flags]);
const answers = (...flags: string[]) => {
  const { out } = call('run', '--json', ...flags);
  return (JSON.parse(out) as { readonly predictions: readonly Verdict[] }).predictions;
};

test('a prediction is stated, judged, and remembered with its data', () => {
  writeFileSync(file, experiment(lower));
  const first = call('run', '--seeds', '5', '--strict');
  expect(first.code).toBe(0);
  // Losses that are compared need not agree.
  expect(first.out).not.toContain('training losses of its arms differ');
  expect(first.out).toMatch(
    /Predictions\n.*\n.*Five times the rate ends at a lower loss: supported\./,
  );
  const page = readFileSync(join(folder.path, 'reports', 'rates', 'report.md'), 'utf8');
  expect(page.indexOf('What was predicted')).toBeLessThan(page.indexOf('What the data say'));
  expect(page).toContain('Five times the rate ends at a lower loss: **supported**. ');

  // The opposite, once the runs are there: judged on the same runs, and said to be late.
  writeFileSync(file, experiment(lower + higher));
  const [early, late] = answers('--seeds', '5');
  expect(early).toMatchObject({ id: 'lower', verdict: 'supported', statedBefore: true, n: 5 });
  expect(late).toMatchObject({ id: 'higher', verdict: 'refuted', statedBefore: false, n: 5 });
  expect(late!.sentence).toContain('stated after the data');
  expect(call('report').code).toBe(0);
  expect(call('report', '--strict').code).toBe(1);

  // More seeds after a verdict was seen.
  const [again] = answers('--seeds', '6');
  expect(again).toMatchObject({ verdict: 'supported', n: 6, statedBefore: true, look: 2 });
}, 240_000);

test('what cannot be judged is refused before a run', () => {
  writeFileSync(file, experiment(lower.replace('trainLoss', 'trainLos')));
  const { code, err } = call('run', '--runs', 'others');
  expect(code).toBe(2);
  expect(err).toMatch(/rates\.yaml:11:\d+: expect\[0\]\.ratio\.of.*trainLos.*trainLoss/);
});

test('a report on some of the runs says so, judges them as picked after the data, and is no look', () => {
  const predictions = join(folder.path, 'runs', 'rates', 'predictions.json');
  const remembered = readFileSync(predictions, 'utf8');
  const some = call('report', '--json', '--where', 'seed < 4');
  expect(some.code).toBe(0);
  const found = JSON.parse(some.out) as {
    readonly subset: object;
    readonly predictions: readonly Verdict[];
  };
  expect(found.subset).toEqual({ where: 'seed < 4', runs: 8, of: 12 });
  expect(found.predictions[0]).toMatchObject({ n: 4, statedBefore: false, look: 1 });
  expect(readFileSync(predictions, 'utf8')).toBe(remembered);
  const page = readFileSync(join(folder.path, 'reports', 'rates-where', 'report.md'), 'utf8');
  expect(page.split('\n').slice(0, 6).join('\n')).toMatch(/Only 8 of 12 finished runs .* seed.*4/);
  expect(page).toContain("flowlab report rates --where 'seed < 4'");

  // One that holds of all of them changes nothing.
  const all = JSON.parse(call('report', '--json', '--where', 'seed >= 0').out) as typeof found;
  expect(all.subset).toBeUndefined();
  expect(all.predictions[0]).toMatchObject({ n: 6, statedBefore: true });

  const wrong = call('report', '--where', 'seed >= 0 and rtae > 1');
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect(wrong.err).toMatch(
    /^--where, column 15: nothing is called "rtae" \(did you mean "rate"\?\)\n$/,
  );
}, 240_000);

test('a dry run says what its seeds can tell, from the runs on record, and computes none', () => {
  writeFileSync(file, experiment(lower));
  const { code, out } = call('run', '--dry-run', '--seeds', '20');
  expect(code).toBe(0);
  expect(out).toMatch(
    /lower: the ratio of trainLoss for .* to that for .*, 20 seeds: told four times in five if the truth is [\d.]+ % from an edge of its range; 6 finished seeds differ by/,
  );
  const { forecasts } = JSON.parse(call('run', '--dry-run', '--json', '--seeds', '20').out) as {
    readonly forecasts: readonly Forecast[];
  };
  expect(forecasts).toMatchObject([
    { id: 'lower', n: 20, spread: { from: 'pilot', n: 6 }, warnings: [] },
  ]);
  const none = call('run', '--dry-run', '--seeds', '1', '--runs', 'elsewhere').out;
  expect(none).toContain('! one of the seeds gives no interval: plan two at least');
}, 240_000);
