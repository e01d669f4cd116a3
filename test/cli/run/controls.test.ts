import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ControlAnswer } from '../../../src/report/predictions/control-answers.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { readCsv } from '../../support/read-csv.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const rates = `
question: Does a larger step end at a lower loss after as many steps?
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [8], activation: tanh }
methods: [{ method: gradient-descent, rate: [0.02, 0.1] }]
seeds: 5
stop: { steps: 40 }
measure: { trace: false, sharpness: false, threshold: false }
arms: { large: { rate: 0.1 }, small: { rate: 0.02 } }
expect:
  - id: lower
    says: Five times the rate ends at a lower loss
    ratio: { of: trainLoss, from: large, to: small }
    in: "< 0.95"
control:
  - id: backwards
    why: the small rate in the place of the large one
    arms: { large: { rate: 0.02 }, small: { rate: 0.1 } }
    expect: { lower: refuted }
  - id: closer
    set: { methods.0.rate: [0.05, 0.052] }
    arms: { large: { rate: 0.052 }, small: { rate: 0.05 } }
    expect: { lower: refuted }
budgets: { quick: { seeds: 2 } }
`;
writeFileSync(join(folder.path, 'rates.yaml'), rates);
const call = (...words: string[]) => flowlab(folder.path, words);
const records = join(folder.path, 'runs', 'rates');
const recorded = () => readdirSync(records).filter((name) => /^[0-9a-f]{16}$/.test(name)).length;

interface Json {
  readonly controls: readonly ControlAnswer[];
  readonly predictions: readonly { readonly verdict: string }[];
}

test('a dry run counts what the controls add, of which a patch of arms adds nothing', () => {
  const { code, out } = call('run', 'rates.yaml', '--dry-run');
  expect(code).toBe(0);
  expect(out).toMatch(/^10 runs:$/m);
  expect(out).toContain(
    'Its controls add 10 runs:\n  backwards: judged on 10 runs, 0 of them its own\n  closer: judged on 10 runs, 10 of them its own\n',
  );
  expect(JSON.parse(call('run', 'rates.yaml', '--dry-run', '--json').out)).toMatchObject({
    controls: [
      { id: 'backwards', runs: 10, further: 0 },
      { id: 'closer', runs: 10, further: 10 },
    ],
  });
  expect(call('run', 'rates.yaml', '--dry-run', '--no-controls').out).not.toContain('control');
});

test('controls are left out on demand, then computed beside what is there, and judged', () => {
  const alone = call('run', 'rates.yaml', '--no-controls', '--budget', 'quick');
  expect(alone.code).toBe(0);
  expect(recorded()).toBe(4);
  expect(alone.out).not.toContain('Control ');

  const all = call('run', 'rates.yaml');
  expect(all.code).toBe(0);
  expect(all.err).toContain('20 runs, 4 of them on record already');
  expect(recorded()).toBe(20);
  expect(all.out).toMatch(
    /the small rate in the place of the large one\): passed; lower is refuted/,
  );

  // The records alone say the same, in every form.
  const { out } = call('report', 'rates', '--json');
  const { controls, predictions } = JSON.parse(out) as Json;
  expect(predictions).toMatchObject([{ verdict: 'supported' }]);
  expect(controls).toMatchObject([
    { id: 'backwards', passed: true, verdicts: [{ verdict: 'refuted', statedBefore: false }] },
    { id: 'closer', passed: true, expected: { lower: 'refuted' } },
  ]);
  const report = join(folder.path, 'reports', 'rates');
  const page = readFileSync(join(report, 'report.md'), 'utf8');
  expect(page).toMatch(/Control closer: passed; lower is refuted \(0\.99/);
  expect(readFileSync(join(report, 'index.html'), 'utf8')).toContain('Control backwards');
  // Runs of a control are no rows of the experiment.
  const results = readCsv(readFileSync(join(report, 'results.csv'), 'utf8'));
  expect(new Set(results.map(({ rate }) => rate))).toEqual(new Set(['0.02', '0.1']));
}, 240_000);

test('a budget that a file does not have is said in one line, and one that is none refused', () => {
  const long = call('run', 'rates.yaml', '--budget', 'long', '--dry-run');
  expect(long).toMatchObject({ code: 0 });
  expect(long.err).toBe('rates.yaml has no budget long: it is run as it stands\n');
  const other = call('run', 'rates.yaml', '--budget', 'lang');
  expect(other).toMatchObject({ code: 2, err: 'unknown budget "lang" (did you mean "long"?)\n' });
});
