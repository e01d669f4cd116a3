import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { killed, recordsIn, trainSeconds } from '../../support/killing.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

/** As many as a release is held to: KILLS=200 RUNS=40 STEPS=40000 npx vitest run test/cli/run/killed.test.ts */
const [KILLS, RUNS, STEPS] = [
  ...[Number(process.env.KILLS ?? 12), Number(process.env.RUNS ?? 5)],
  Number(process.env.STEPS ?? 16000),
] as const;
const EVERY = 0.2;

writeFileSync(
  join(folder.path, 'sweep.yaml'),
  `
question: Does a sweep that is killed again and again end as one that is not?
data: { name: glyphs, train: 60, test: 60 }
network: { kind: mlp, hidden: [16], activation: tanh }
methods:
  - { method: gradient-descent, rate: 0.02 }
  - { method: sgd, rate: 0.02, batch: 10 }
  - { method: heavy-ball, rate: 0.002, momentum: 0.9 }
  - { method: adam, rate: 0.0005, batch: 12 }
  - { method: langevin, temperature: 1.0e-5, dt: 0.02 }
seeds: ${Math.ceil(RUNS / 5)}
stop: { steps: ${STEPS} }
measure: { points: 60, snapshots: [1, 5], trace: true, sharpness: true, threshold: false, along: { trace: { points: 6 } } }
`,
);

const args = (runs: string) => [
  ...['run', 'sweep.yaml', '--engine', 'native', '--jobs', '2', '--checkpoint', String(EVERY)],
  ...['--runs', runs, '--out', `report-${runs}`],
];
const records = (runs: string) => join(folder.path, runs, 'sweep');

describe.runIf(process.platform === 'linux')('a sweep that is killed at random moments', () => {
  test('ends in the records of one that is not, and computes little twice', async () => {
    expect(flowlab(folder.path, args('whole')).code).toBe(0);
    const found = await killed({
      ...{ cwd: folder.path, args: args('killed'), records: records('killed') },
      ...{ every: EVERY, kills: KILLS, apart: 4, random: rng(1) },
    });
    const total = trainSeconds(records('whole'));
    console.info(JSON.stringify({ ...found, total, ratio: 1 + found.lost / total }));
    expect(recordsIn(records('killed'))).toEqual(recordsIn(records('whole')));
    expect(found.orphan).toBeLessThan(2);
    expect(1 + found.lost / trainSeconds(records('killed'))).toBeLessThan(1.15);
  }, 3_600_000);
});
