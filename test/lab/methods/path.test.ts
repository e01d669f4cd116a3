import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { base, errorOf, method } from '../../support/experiment-error.ts';
import { sources } from '../../support/small-run.ts';
import { parse } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** 200 modes by Langevin dynamics at four lengths of step and at that of the path. */
const text = (path: string) => `
question: At what order does Euler–Maruyama follow a path?
data: { name: quadratic, eigenvalues: [${Array.from({ length: 200 }, (_, i) => 0.5 + i / 100).join(', ')}] }
precision: double
methods:
  - { method: langevin, temperature: 0.5, dt: [0.0015625, 0.0125, 0.025, 0.05, 0.1]${path} }
seeds: 1
stop: { time: 1 }
measure: { snapshots: [1], trace: false, sharpness: false, threshold: false }
expect:
  - id: strong
    slope: { of: "distance(theta, theta[fine], time = 1)", over: dt }
    where: dt > 0.002
    in: [0.9, 1.1]
arms: { fine: { dt: 0.0015625 } }
`;

/** Distances of the ends from that of the finest step. */
async function distances(path: string): Promise<readonly number[]> {
  const { specs } = parse(text(path));
  const ends = await Promise.all(
    specs.map(async (spec) => (await execute(spec, sources)).snapshots.at(-1)!.theta),
  );
  const [fine, ...rest] = ends;
  return rest.map((theta) => Math.hypot(...Array.from(theta, (x, i) => x - fine![i]!)));
}

const dts = [0.0125, 0.025, 0.05, 0.1];

describe('brownianPath: { step }', () => {
  test('has runs of other dt follow one Brownian path, at strong order 1 under additive noise', async () => {
    const errors = await distances(', brownianPath: { step: 0.0015625 }');
    // The finest run is off by dt/8 of the next, which the exact order would leave in place of 0.
    const { value } = logLogSlope(
      dts.map((dt) => dt - 0.0015625),
      errors,
    );
    expect(Math.abs(value - 1), `slope ${value}`).toBeLessThan(0.06);
  });

  test('without it every run has noise of its own, and no dt brings them together', async () => {
    const [fine, , , coarse] = await distances('');
    // Independent draws of standard deviation √(T/h)-or-so in 200 modes.
    expect(fine).toBeGreaterThan(5);
    expect(coarse! / fine!).toBeLessThan(1.5);
  });

  test('is part of the spec of the runs that have it, and of no other', () => {
    const [plain] = parse(text('')).specs;
    const [along] = parse(text(', brownianPath: { step: 0.0015625 }')).specs;
    expect(along!.method).toEqual({ ...plain!.method, brownianPath: { step: 0.0015625 } });
  });

  test.each([
    [
      method('{ method: langevin, temperature: 1, dt: [0.1, 0.25], brownianPath: { step: 0.1 } }'),
      '2:51: methods[0].dt[1] is 0.25, no multiple of the path’s step 0.1: give a multiple, or a smaller brownianPath.step',
    ],
    [
      method(
        '{ method: stochastic-flow, rate: 0.1, batch: 4, dt: 0.05, brownianPath: { step: 0.1 } }',
      ),
      '2:57: methods[0].dt is 0.05, no multiple of the path’s step 0.1: give a multiple, or a smaller brownianPath.step',
    ],
    [
      `${base.replace('gradient-descent, rate: 0.1', 'langevin, temperature: 1, dt: 0.2, brownianPath: { step: 0.1 }')}stop: { time: 3 }\nmeasure: { snapshots: [0.3, 0.35] }`,
      '5:23: weights are kept at time 0.35, which is no multiple of the path’s step 0.1: give a multiple, or a smaller brownianPath.step',
    ],
  ])('refuses %s', (file, message) => {
    expect(errorOf(file)).toBe(message);
  });
});
