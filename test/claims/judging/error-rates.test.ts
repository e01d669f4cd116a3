import { describe, expect, inject, test } from 'vitest';
import { judgeAll } from '../../../src/claims/judging/judge-all.ts';
import type { Row } from '../../../src/claims/table/table.ts';
import { type Rng, rng } from '../../../src/core/random.ts';
import { expectations, row } from '../../support/claims-table.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly tables: number;
  }
}

/** Of vitest.config.ts: more of them in `npm run test:full`. */
const TRIALS = inject('tables');

/** Four standard errors above a rate. */
const above = (rate: number) => rate + 4 * Math.sqrt((rate * (1 - rate)) / TRIALS);

/** How often each verdict is given over as many tables. */
function rates(
  statements: readonly object[],
  make: (rng: Rng) => readonly Row[],
  pick = 0,
  trials = TRIALS,
) {
  const stream = rng(1234);
  const expect = statements.map((one, i) => ({ id: `s${i}`, ...one }));
  const isPair = JSON.stringify(statements).includes('"from"');
  const arms = isPair ? { low: { batch: 1 }, high: { batch: 4 } } : {};
  const file = expectations({ expect, arms }, make(rng(1)));
  const counts: Record<string, number> = {};
  let anyWrong = 0;
  for (let trial = 0; trial < trials; trial++) {
    const verdicts = judgeAll(file, { rows: make(stream) });
    counts[verdicts[pick]!.verdict] = (counts[verdicts[pick]!.verdict] ?? 0) + 1;
    if (verdicts.some(({ verdict }) => verdict === 'supported')) anyWrong++;
  }
  return {
    supported: (counts.supported ?? 0) / trials,
    refuted: (counts.refuted ?? 0) / trials,
    undefined: (counts.undefined ?? 0) / trials,
    anySupported: anyWrong / trials,
  };
}

type Grid = readonly [
  arms: number,
  seeds: number,
  options?: {
    readonly power?: number;
    readonly spread?: number;
    readonly shared?: number;
    /** Rows of a series, and the share of them that is up. */
    readonly rows?: number;
    readonly rise?: number;
    /** How y hangs on x, beside the seed. */
    readonly tie?: number;
  },
];

/** Arms of batch 1, 2, 4, … whose ln x is power · ln B, with a spread that seeds share and one of every run. */
const grid =
  (...[arms, seeds, options = {}]: Grid) =>
  (stream: Rng): readonly Row[] => {
    const { power = 0, spread = 0.3, shared = 0.5, rows = 0, rise = 0.2, tie = 0 } = options;
    return Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) => {
      const own = shared * stream.normal();
      return Array.from({ length: arms }, (_, i) => {
        const batch = 2 ** i;
        const x = own + power * Math.log(batch) + spread * stream.normal();
        const y = own + spread * stream.normal() * (tie === 0 ? 1 : 0.1) + tie * (x - own);
        return row({
          axes: { batch, half: i % 2 },
          seed,
          scalars: { x: Math.exp(x), y, plain: x, z: stream.normal() },
          series:
            rows === 0
              ? {}
              : { up: Array.from({ length: rows }, () => Number(stream.uniform() < rise)) },
        });
      });
    });
  };

// Each truth lies on an edge of what is predicted, where errors are most frequent: a wrong verdict of one side has
// 2.5 %, and support of what several numbers must show is rarer still.
const edges: readonly [string, object, (rng: Rng) => readonly Row[]][] = [
  ['value', { value: { of: 'plain' }, where: 'batch = 1', in: '< 0' }, grid(1, 5)],
  ['ratio', { ratio: { of: 'x', from: 'high', to: 'low' }, in: '> 1' }, grid(3, 3)],
  [
    'ratio by Fieller',
    { ratio: { of: 'plain + 4', from: 'high', to: 'low' }, in: '> 1' },
    grid(3, 6),
  ],
  [
    'unpaired',
    { ratio: { of: 'x', from: 'high', to: 'low' }, pair: 'none', in: '> 1' },
    grid(3, 5, { shared: 0 }),
  ],
  ['difference', { difference: { of: 'plain', from: 'high', to: 'low' }, in: '< 0' }, grid(3, 4)],
  ['slope', { slope: { of: 'x', over: 'batch' }, in: '> 0.5' }, grid(4, 4, { power: 0.5 })],
  [
    'order',
    { order: { of: 'x', over: 'batch', goes: 'rises', by: '100%' } },
    grid(2, 5, { power: 1 }),
  ],
  [
    'equal',
    { equal: { of: 'x', from: 'high', to: 'low', within: '100%' } },
    grid(3, 8, { power: 0.5, spread: 0.1 }),
  ],
  [
    'shape',
    // ln x is 0 on average, ln of the formula 0.5: the truth lies on the lower edge.
    { shape: { of: 'x', is: 'exp(0.5)', within: `${100 * Math.expm1(0.5)}%` } },
    grid(1, 5, { shared: 0, spread: 0.1 }),
  ],
  [
    'share of rows',
    { share: { of: 'up > 0', per: 'step' }, in: '> 0.2' },
    grid(1, 6, { rows: 25 }),
  ],
];

/** Arms of rate 1, 2, 4 with noises of one start each, whose x is normal with a variance ∝ rate. */
const overNoises =
  (noises: number, seeds = 1) =>
  (stream: Rng): readonly Row[] =>
    Array.from({ length: seeds }, (_, s) =>
      [1, 2, 4].flatMap((rate) => {
        const start = stream.normal();
        return Array.from({ length: noises }, (__, k) => {
          const x = start + Math.sqrt(rate) * stream.normal();
          return row({ axes: { rate }, seed: s, noise: k + 1, scalars: { x } });
        });
      }),
    ).flat();

describe('a truth on the edge', () => {
  test.each(edges)('%s errs to either side in 2.5 of 100', (_name, statement, make) => {
    const found = rates([statement], make);
    expect(found.supported).toBeLessThan(above(0.025));
    expect(found.refuted).toBeLessThan(above(0.025));
    expect(found.supported + found.refuted).toBeGreaterThan(0.02);
  });

  test.each([
    ['the jackknife over 24 noises', 'noises', overNoises(24)],
    ['the jackknife over 8 noises of 3 seeds', 'noises', overNoises(8, 3)],
    ['Student over 5 seeds of 8 noises', 'seeds', overNoises(8, 5)],
  ] as const)(
    'the power of a variance errs to either side in about 2.5 of 100 by %s',
    (_, units, make) => {
      const of = 'var(x, over = noise)';
      const found = rates([{ slope: { of, over: 'rate' }, units, in: '> 1' }], make, 0, 500);
      // The jackknife of a logarithm of a variance is a little too sure of itself, see docs/statistics.md.
      const worst = units === 'noises' ? 0.035 : 0.025;
      for (const rate of [found.supported, found.refuted]) {
        expect(rate).toBeLessThan(worst + 4 * Math.sqrt((worst * (1 - worst)) / 500));
        expect(rate).toBeGreaterThan(0.002);
      }
    },
  );

  test('a share of few runs errs in less than 5 of 100', () => {
    const make = (stream: Rng) =>
      Array.from({ length: 12 }, (_, i) =>
        row({
          axes: { batch: 1 },
          seed: i,
          ending: stream.uniform() < 0.5 ? 'diverged' : 'completed',
        }),
      );
    const found = rates([{ share: { of: 'ending = diverged', per: 'run' }, in: '> 0.5' }], make);
    // Exactly: P(k ≥ 10 of 12) = 79/4096 each way, by the binomial.
    expect(Math.abs(found.supported - 79 / 4096)).toBeLessThan(4 * Math.sqrt(0.0193 / TRIALS));
    expect(Math.abs(found.refuted - 79 / 4096)).toBeLessThan(4 * Math.sqrt(0.0193 / TRIALS));
  });

  test('a collapse errs to either side in 2.5 of 100', () => {
    // Arms of one half differ by ln 4 · power, just the margin.
    const statement = { collapse: { of: 'x', over: 'half', within: '100%' } };
    const found = rates([statement], grid(4, 5, { power: 0.5, spread: 0.05 }));
    expect(found.supported).toBeLessThan(above(0.025));
    expect(found.refuted).toBeLessThan(above(0.025));
    expect(found.undefined).toBe(0);
  });
});

// Of each kind a truth well inside of what is predicted, and one well outside, by the power of B and the like.
const plainly: readonly [string, object, inside: Grid, outside: Grid][] = [
  [
    'value',
    { value: { of: 'plain' }, where: 'batch = 4', in: '> 0.5' },
    [3, 8, { power: 1 }],
    [3, 8, { power: -1 }],
  ],
  [
    'ratio',
    { ratio: { of: 'x', from: 'high', to: 'low' }, in: '> 1' },
    [3, 4, { power: 1 }],
    [3, 4, { power: -1 }],
  ],
  [
    'difference',
    { difference: { of: 'plain', from: 'high', to: 'low' }, in: '< 0' },
    [3, 4, { power: -1 }],
    [3, 4, { power: 1 }],
  ],
  [
    'slope',
    { slope: { of: 'x', over: 'batch' }, in: [0.2, 0.8] },
    [4, 4, { power: 0.5, spread: 0.1 }],
    [4, 4, { power: 1.5, spread: 0.1 }],
  ],
  [
    'order',
    { order: { of: 'x', over: 'batch', goes: 'rises', by: '50%' } },
    [3, 5, { power: 1, spread: 0.1 }],
    [3, 5, { power: -1, spread: 0.1 }],
  ],
  [
    'equal',
    { equal: { of: 'x', from: 'high', to: 'low', within: '100%' } },
    [3, 5, { power: 0, spread: 0.1 }],
    [3, 5, { power: 2, spread: 0.1 }],
  ],
  [
    'collapse',
    { collapse: { of: 'x', over: 'half', within: '100%' } },
    [4, 5, { power: 0, spread: 0.1 }],
    [4, 5, { power: 2, spread: 0.1 }],
  ],
  [
    'share',
    { share: { of: 'up > 0', per: 'step' }, in: '> 0.2' },
    [1, 6, { rows: 25, rise: 0.5 }],
    [1, 6, { rows: 25, rise: 0.05 }],
  ],
  [
    'share of runs',
    { share: { of: 'plain > 0', per: 'run' }, where: 'batch = 4', in: '> 0.5' },
    [3, 12, { power: 1 }],
    [3, 12, { power: -1 }],
  ],
  [
    'correlation',
    { correlation: { of: 'plain', with: 'y' }, in: '> 0.2' },
    [6, 4, { tie: 1 }],
    [6, 4, { tie: -1 }],
  ],
  [
    'shape',
    { shape: { of: 'x', is: 'batch^0.5', within: '50%' } },
    [3, 5, { power: 0.5, shared: 0, spread: 0.05 }],
    [3, 5, { power: 1.5, shared: 0, spread: 0.05 }],
  ],
];

test.each(plainly)(
  '%s: a truth is hardly ever refuted, a falsehood hardly ever supported',
  (_, statement, inside, outside) => {
    const [truth, falsehood] = [inside, outside].map((of) => rates([statement], grid(...of)));
    expect(truth!.refuted).toBeLessThan(0.002);
    expect(truth!.supported).toBeGreaterThan(0.8);
    expect(falsehood!.supported).toBeLessThan(0.002);
    expect(falsehood!.refuted).toBeGreaterThan(0.8);
  },
);

describe('where nothing is there', () => {
  test.each([
    ['seed', grid(5, 3)],
    ['arm', grid(1, 6)],
  ])(
    'a correlation within each %s is supported, and refuted, in less than 2.5 of 100',
    (within, make) => {
      const statement = { correlation: { of: 'plain', with: 'z', within }, in: '> 0' };
      const found = rates([statement], make);
      expect(found.supported).toBeLessThan(above(0.025));
      expect(found.refuted).toBeLessThan(above(0.025));
    },
  );

  test('several numbers of a statement together refute a truth in less than 5 of 100', () => {
    const found = rates([{ value: { of: 'plain' }, in: '> 0' }], grid(6, 4, { shared: 0 }));
    expect(found.refuted).toBeLessThan(above(0.025));
    expect(found.supported).toBeLessThan(above(0.025));
  });

  test('several statements of a file err together in 5 of 100, by Holm, and in more without', () => {
    // One that is plainly true, and four edges.
    const statements = [1, 2, 4, 8].map((batch) => ({
      value: { of: 'plain' },
      where: `batch = ${batch}`,
      in: '< 0',
    }));
    const make = grid(4, 4, { shared: 0 });
    const found = rates(statements, make);
    expect(found.anySupported).toBeLessThan(above(0.025));
    expect(found.anySupported).toBeGreaterThan(0.012);
  });
});
