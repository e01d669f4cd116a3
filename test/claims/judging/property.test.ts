import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeAll } from '../../../src/claims/judging/judge-all.ts';
import { outcomes } from '../../../src/claims/judging/verdict.ts';
import { checkStatements } from '../../../src/claims/statements/check-statements.ts';
import type { Row } from '../../../src/claims/table/table.ts';
import type { KeptVector } from '../../../src/claims/table/vector.ts';
import { rng } from '../../../src/core/random.ts';
import { namesOf, row } from '../../support/claims-table.ts';

/** What a grid may be like. */
const grids = fc.record({
  key: fc.nat(),
  seeds: fc.integer({ min: 1, max: 6 }),
  batches: fc.uniqueArray(fc.constantFrom(1, 2, 4, 8, 16, 32, 64), { minLength: 0, maxLength: 6 }),
  rates: fc.uniqueArray(fc.constantFrom(0.05, 0.1, 0.2), { minLength: 1, maxLength: 3 }),
  flow: fc.boolean(),
  lost: fc.double({ min: 0, max: 0.6, noNaN: true }),
  diverged: fc.double({ min: 0, max: 0.6, noNaN: true }),
  unconverged: fc.double({ min: 0, max: 0.3, noNaN: true }),
  unequal: fc.constantFrom(0, 0.01, 0.5),
  spread: fc.constantFrom(0, 1e-12, 0.01, 0.3),
  bracket: fc.constantFrom(0, 0.1),
  zero: fc.boolean(),
  other: fc.boolean(),
});

const keptAt = (times: readonly number[], entries: readonly number[]): KeptVector => ({
  times: () => times,
  at: () => Float64Array.from(entries),
  end: () => Float64Array.from(entries),
});

type Grid = typeof grids extends fc.Arbitrary<infer G> ? G : never;

/** Runs whose trace is exactly B^0.5 e^{noise}: what is true of them is known. */
function rowsOf(grid: Grid): readonly Row[] {
  const stream = rng(grid.key);
  const arms = [
    ...grid.rates.flatMap((rate) =>
      grid.batches.map((batch) => ({
        method: 'sgd',
        rate,
        batch,
        ...(grid.other ? { width: 16 * (1 + (batch % 3)) } : {}),
      })),
    ),
    ...(grid.flow ? [{ method: 'gradient-flow' }] : []),
  ];
  return arms.flatMap((axes) =>
    Array.from({ length: grid.seeds }, (_, i) => i + 1).flatMap((seed) => {
      if (stream.uniform() < grid.lost) return [];
      const batch = 'batch' in axes ? axes.batch : 1;
      const trace =
        grid.zero && batch === 2 ? 0 : Math.sqrt(batch) * Math.exp(grid.spread * stream.normal());
      const fell = stream.uniform() < grid.diverged;
      const n = fell ? 3 : 12;
      return [
        row({
          axes,
          seed,
          ending: fell ? 'diverged' : 'completed',
          scalars: {
            trace: {
              value: trace,
              low: trace * (1 - grid.bracket),
              high: trace * (1 + grid.bracket),
              converged: stream.uniform() >= grid.unconverged,
            },
            trainLoss: 0.02 * (1 + grid.unequal * stream.uniform() * Math.log2(2 * batch)),
          },
          series: { s: Array.from({ length: n }, (_, t) => t + grid.spread * stream.normal()) },
          facts: { params: 10, steps: n, time: n - 1 },
          // A line along which the distance from B = 1 is B, but for its own noise.
          vectors: {
            theta: keptAt(
              [0, 2],
              batch === 1 ? [0, 0] : [0, batch * Math.exp(grid.spread * stream.normal())],
            ),
          },
        }),
      ];
    }),
  );
}

/** Statements, and whether they are true of what the grid was made from; undefined where that depends. */
const statements: readonly [object, boolean | undefined][] = [
  [{ value: { of: 'trace/sqrt(batch)' }, in: [0.5, 2] }, true],
  [{ value: { of: 'trace/sqrt(batch)' }, in: '> 3' }, false],
  [{ value: { of: 'tail(s, 0.4)' }, when: 'crossing(s > 5) < 0.6*end', in: [7, 11] }, true],
  [{ value: { of: 'at(s, time = 2)' }, when: 's > 1e6', in: 'any' }, undefined],
  [{ value: { of: 'at(s, time = 6)' }, in: '< 3' }, false],
  [
    {
      ratio: { of: 'trace', from: { method: 'sgd' }, to: { method: 'gradient-flow' } },
      in: '> 0.3',
    },
    true,
  ],
  [{ ratio: { of: 'trace', from: { batch: 16 }, to: { batch: 1 } }, in: '< 1.5' }, false],
  [
    { ratio: { of: 'trace', from: { batch: 16 }, to: { batch: 1 } }, pair: 'none', in: [2, 8] },
    true,
  ],
  [
    { ratio: { of: 'trace', from: { batch: 16 }, to: { batch: 1 } }, match: 'loss', in: [2, 8] },
    true,
  ],
  [{ difference: { of: 's', from: { batch: 16 }, to: { batch: 1 } }, in: [-2, 2] }, true],
  [{ slope: { of: 'trace', over: 'batch' }, in: [0.1, 0.9] }, true],
  [{ slope: { of: 'trace', over: 'batch' }, floor: 0.1, in: '< 0' }, false],
  [{ slope: { of: 's', over: 'time', scale: 'linear' }, in: [0.8, 1.2] }, true],
  [{ order: { of: 'trace', over: 'batch', goes: 'falls', by: '10%' } }, false],
  [{ equal: { of: 'trace', from: { rate: 0.1 }, to: { rate: 0.2 }, within: '50%' } }, true],
  [{ equal: { of: 'trace', to: 'sqrt(batch)', within: '60%' } }, true],
  [{ collapse: { of: 'trace', over: 'batch', within: '60%' } }, true],
  [{ collapse: { of: 'trace', over: 'rate', within: 0.01 } }, undefined],
  [{ share: { of: 's > 1e6', per: 'step' }, in: '> 0.5' }, false],
  [{ share: { of: 'trace > 1e6', per: 'run' }, units: 'runs', in: '> 0.5' }, false],
  [{ correlation: { of: 'trace', with: 'trainLoss' }, in: 'any' }, undefined],
  [{ shape: { of: 'trace', is: 'batch^0.5', within: '60%' }, where: 'method = sgd' }, true],
  [{ value: { of: 'crossing(trace > 2, over = batch)' }, in: '> 1000' }, undefined],
  [{ value: { of: 'trace' }, units: 'none', in: '> 1e6' }, false],
  [{ value: { of: 'trace/trace[one]/sqrt(batch)' }, in: [0.3, 3] }, true],
  [{ shape: { of: 'trace/trace[one]', is: 'batch', within: '20%' } }, undefined],
  [{ slope: { of: 'trace/trace[one]', over: 'batch' }, in: '< 0' }, false],
  [{ value: { of: 'trace[double]/trace' }, in: [1, 2] }, undefined],
  [{ correlation: { of: 'trace', with: '1/trace' }, in: '> 0' }, false],
  [{ correlation: { of: 'trace', with: '2*trace' }, in: '> 0' }, true],
  [{ share: { of: 's > -1e6', per: 'step' }, in: '> 0.5' }, true],
  [{ share: { of: 'trace < 1e6', per: 'run' }, units: 'runs', in: '> 0.5' }, true],
  [{ value: { of: 'distance(theta, theta[one], time = 2)/batch' }, in: [0.5, 2] }, true],
  [{ slope: { of: 'norm(theta) + 1e-9', over: 'batch' }, where: 'batch > 1', in: '< 0.5' }, false],
];

/** `one` where there is B = 1 at a rate of 0.1; `double` has twice the batch of the run that is judged. */
const arms = { one: { batch: 1 }, double: { batch: '2*batch' } };

/** Arms that the grid has and the statement names; a grid without batches has none. */
const armsFor = (statement: object, rows: readonly Row[]) =>
  /\[(one|double)\]/.test(JSON.stringify(statement)) && rows.some(({ axes }) => axes.batch === 1)
    ? { arms }
    : {};

describe('statements about any grid', () => {
  test('are never judged wrongly, never throw, and always say something', () => {
    let [decided, wrong, judged] = [0, 0, 0];
    fc.assert(
      fc.property(grids, (grid) => {
        const rows = rowsOf(grid);
        // A grid with a trace of 0 is none of those that the truths are of.
        for (const [i, [statement, truth]] of statements.entries()) {
          const { expectations, issues } = checkStatements(
            { ...armsFor(statement, rows), expect: [{ id: `s${i}`, ...statement }] },
            namesOf(rows),
          );
          for (const { message, path } of issues) {
            expect(message.length).toBeGreaterThan(10);
            expect(path[0]).toBe('expect');
          }
          if (expectations === undefined) continue;
          const [found] = judgeAll(expectations, { rows });
          judged++;
          expect(outcomes).toContain(found!.verdict);
          expect(found!.sentence).not.toMatch(/NaN|undefined,|null|\[object|\n/);
          expect(JSON.parse(JSON.stringify(found))).toEqual(found);
          if (found!.verdict !== 'supported' && found!.verdict !== 'refuted')
            expect(found!.reason).not.toBe('');
          if (
            truth === undefined ||
            grid.zero ||
            (found!.verdict !== 'supported' && found!.verdict !== 'refuted')
          )
            continue;
          decided++;
          if ((found!.verdict === 'supported') !== truth) wrong++;
        }
      }),
      { numRuns: 120, seed: 20 },
    );
    expect(judged).toBeGreaterThan(1200);
    expect(decided).toBeGreaterThan(200);
    // Each errs in 5 of 100 at most, and hardly one of these lies near an edge.
    expect(wrong / decided).toBeLessThan(0.005);
  });

  test('have no verdict from one seed, unless no chance is in them', () => {
    const rows = [1, 2, 4, 8, 16].map((batch) =>
      row({ axes: { batch }, scalars: { trace: batch, trainLoss: 1 } }),
    );
    for (const units of ['seeds', 'none']) {
      const expect1 = [{ id: 'one', slope: { of: 'trace', over: 'batch' }, in: [0.9, 1.1], units }];
      const { expectations } = checkStatements({ expect: expect1 }, namesOf(rows));
      const [found] = judgeAll(expectations!, { rows });
      expect(found).toMatchObject(
        units === 'seeds'
          ? { verdict: 'undefined', reason: 'one unit gives no interval' }
          : { verdict: 'supported', n: 1, measured: [1, 1] },
      );
    }
  });

  test('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const rows = rowsOf(grid);
        const names = namesOf(rows);
        const source = { expect: statements.map(([one], i) => ({ id: `s${i}`, ...one })) };
        const expect1 = source.expect.filter(
          (one) =>
            checkStatements({ ...armsFor(one, rows), expect: [one] }, names).issues.length === 0,
        );
        const known = expect1.some((one) => 'arms' in armsFor(one, rows)) ? { arms } : {};
        const { expectations } = checkStatements({ ...known, expect: expect1 }, names);
        const order = rng(grid.key).permutation(rows.length);
        const [a, b] = [rows, rows.map((_, i) => rows[order[i]!]!)].map((of) =>
          judgeAll(expectations!, { rows: of }).map(({ id, verdict, alone }) => [
            id,
            verdict,
            alone,
          ]),
        );
        expect(b).toEqual(a);
      }),
      { numRuns: 30, seed: 21 },
    );
  });
});
