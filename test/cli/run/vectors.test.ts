import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Verdict } from '../../../src/claims/judging/verdict.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

// Heavy ball at t is gradient flow at t/(1 − β) but for O(η); Kovachki & Stuart 2021, JMLR 22, theorem 3.
const experiment = `
question: Does heavy ball follow gradient flow on a clock of its own?
data: { name: glyphs, train: 40, test: 40 }
network: { kind: mlp, hidden: [8], activation: tanh }
methods:
  - { method: gradient-flow, tolerance: 1.0e-6 }
  - { method: heavy-ball, rate: [0.00125, 0.0025, 0.005], momentum: 0.8 }
seeds: 4
stop: { time: 1 }
measure: { trace: false, sharpness: false, threshold: false }
arms: { flow: { method: gradient-flow } }
let:
  clock: 0.2/(1 - momentum)
  apart: distance(theta, theta[flow], time = [0.2, clock])
expect:
  - { id: order, slope: { of: apart, over: rate }, where: method = heavy-ball, in: [0.9, 1.1] }
  - { id: opposite, slope: { of: apart, over: rate }, where: method = heavy-ball, in: [1.8, 2.2] }
  - id: clock
    value: { of: "apart/distance(theta, theta[flow], time = 0.2)" }
    where: method = heavy-ball and rate = 0.00125
    in: "< 0.2"
`;

test('a distance between trajectories, each at its own time, is answered from the file alone', () => {
  writeFileSync(join(folder.path, 'clock.yaml'), experiment);
  const { code, out } = flowlab(folder.path, ['run', 'clock.yaml', '--json']);
  expect(code).toBe(0);
  const { predictions } = JSON.parse(out) as { readonly predictions: readonly Verdict[] };
  expect(predictions.map(({ id, verdict, n }) => [id, verdict, n])).toEqual([
    ['order', 'supported', 4],
    ['opposite', 'refuted', 4],
    ['clock', 'supported', 4],
  ]);
  // The losses where training ended say nothing of distances at earlier times.
  expect(predictions.every(({ mismatch }) => mismatch === null)).toBe(true);
}, 240_000);
