import { describe, expect, test } from 'vitest';
import { checkStatements } from '../../../src/claims/statements/check-statements.ts';
import type { Row } from '../../../src/claims/table/table.ts';
import type { KeptVector } from '../../../src/claims/table/vector.ts';
import { rng } from '../../../src/core/random.ts';
import { namesOf, row, verdictOn as verdictOnRows } from '../../support/claims-table.ts';

/** How often any vector was read. */
let reads = 0;

/** Weights at some times, and at the end. */
function kept(
  at: Readonly<Record<number, readonly number[]>>,
  end?: readonly number[],
): KeptVector {
  const times = Object.keys(at)
    .map(Number)
    .sort((a, b) => a - b);
  const read = (of: readonly number[]) => {
    reads++;
    return Float64Array.from(of);
  };
  return {
    times: () => times,
    at: (k) => read(at[times[k]!]!),
    end: () => (end ? read(end) : undefined),
  };
}

const fixed = (of: readonly number[]): KeptVector => ({ end: () => Float64Array.from(of) });

const withVectors = (one: Row, vectors: Row['vectors']): Row => ({ ...one, vectors: vectors! });

/** A 3-4-5 triangle between two methods, twice as large at time 2; every seed a thousandth larger. */
const rows = [1, 2, 3].flatMap((seed) => {
  const size = 1 + seed / 1000;
  const scaled = (...xs: number[]) => xs.map((x) => size * x);
  const facts = { time: 2 };
  return [
    withVectors(row({ axes: { method: 'flow' }, seed, facts }), {
      theta: kept({ 1: scaled(0, 0, 1), 2: scaled(0, 0, 2) }, scaled(0, 0, 2)),
      theta0: fixed([0, 0, 0]),
    }),
    withVectors(row({ axes: { method: 'descent', rate: 0.1 }, seed, facts }), {
      theta: kept({ 1: scaled(3, 4, 1), 2: scaled(6, 8, 2) }, scaled(6, 8, 2)),
      theta0: fixed([0, 0, 0]),
    }),
  ];
});
const file = { arms: { flow: { method: 'flow' } }, let: { gap: 'theta - theta[flow]' } };
const verdictOn = (statement: object, of: readonly Row[] = rows) =>
  verdictOnRows(statement as Record<string, unknown>, of, file);
const of = (expression: string) =>
  verdictOn({ value: { of: expression }, where: 'method = descent', in: 'any' });

describe('vectors of a run', () => {
  test.each([
    ['distance(theta, theta[flow])', 10],
    ['distance(theta, theta[flow], time = 1)', 5],
    ['distance(theta, theta[flow], time = [1, 2])', Math.sqrt(26)],
    ['distance(theta, theta[flow], time = 10*rate)', 5],
    ['distance(theta, theta0, time = 1)', Math.sqrt(26)],
    ['norm(gap, time = 2)', 10],
    ['norm(2*gap/4 - gap, time = 2)', 5],
    ['norm(-theta, time = 1)', Math.sqrt(26)],
    ['norm(at(theta, time = 1) - theta)', Math.sqrt(26)],
    ['norm(theta^2, time = 1)', Math.sqrt(81 + 256 + 1)],
    ['norm(mean(theta) - theta[flow], time = 1)', Math.sqrt(4.5 ** 2 + 6 ** 2 + 0.25)],
    ['norm(mean(theta, after = 1.5))', Math.sqrt(104)],
  ])('%s is %d', (expression, wanted) => {
    const found = of(expression);
    expect(found.verdict).toBe('measured');
    // Seeds are 1.002 times as large on average, and a square that.
    const size = expression.includes('^2') ? 1.004 : 1.002;
    expect(Math.abs(found.estimate! / wanted / size - 1)).toBeLessThan(2e-4);
  });

  test.each([
    ['cosine(theta, theta[flow], time = 2)', 2 / Math.sqrt(104)],
    ['dot(theta/norm(theta), theta[flow]/norm(theta[flow]))', 2 / Math.sqrt(104)],
  ])('%s is %d in every seed, so that it has no spread', (expression, wanted) => {
    const found = verdictOn({
      ...{ value: { of: expression }, where: 'method = descent' },
      ...{ units: 'none', in: [wanted - 1e-9, wanted + 1e-9] },
    });
    expect(found.verdict).toBe('supported');
  });

  test('have a mean and a variance over an axis: of independent normals its trace', () => {
    const stream = rng(3);
    const many = [1, 2, 3, 4].flatMap((seed) =>
      Array.from({ length: 50 }, (_, noise) =>
        withVectors(row({ axes: { method: 'sgd' }, seed, noise }), {
          theta: kept({}, [stream.normal(), 2 * stream.normal(), 3 + stream.normal()]),
        }),
      ),
    );
    const measured = (expression: string) =>
      verdictOnRows({ value: { of: expression }, in: 'any' }, many).estimate!;
    // E tr Cov = 1 + 4 + 1; its standard error over 200 draws is √(2(1 + 16 + 1)/200).
    expect(Math.abs(measured('var(theta, over = noise)') - 6)).toBeLessThan(
      4 * Math.sqrt(36 / 200),
    );
    expect(Math.abs(measured('norm(mean(theta, over = noise))') - 3)).toBeLessThan(
      4 / Math.sqrt(50),
    );
  });

  test('of noises are held against the one run of a method without, and the other way round are several', () => {
    const theta = (x: number) => ({ theta: kept({}, [x, 0]) });
    const many = [1, 2, 3].flatMap((seed) => [
      withVectors(row({ axes: { method: 'flow' }, seed }), theta(seed)),
      ...[1, 2, 3, 4].map((noise) =>
        withVectors(row({ axes: { method: 'sgd' }, seed, noise }), theta(2 * seed + noise - 2.5)),
      ),
      ...[1, 2, 3, 4].map((noise) =>
        withVectors(row({ axes: { method: 'svag' }, seed, noise }), theta(2 * noise)),
      ),
    ]);
    const arms = { flow: { method: 'flow' }, sgd: { method: 'sgd' }, other: { method: 'svag' } };
    const on = (statement: object) =>
      verdictOnRows(statement as Record<string, unknown>, many, { arms });
    const gap = 'distance(mean(theta, over = noise), theta[flow])';
    // The means of the noises are 2, 4, 6, where the flows are 1, 2, 3.
    expect(on({ value: { of: gap }, where: 'method = sgd', in: 'any' }).estimate).toBeCloseTo(
      2,
      12,
    );
    expect(on({ ratio: { of: 'norm(theta)', from: 'sgd', to: 'flow' }, in: 'any' }).n).toBe(3);
    // What is taken over an arm's noises is taken over its own runs, whichever runs are meant.
    const both = 'var(theta, over = noise)/var(theta, over = noise)[other]';
    expect(
      on({ value: { of: both }, where: 'method = sgd', units: 'none', in: 'any' }).estimate,
    ).toBe(0.25);
    const indexed = 'distance(theta, mean(theta, over = noise)[sgd]) + norm(theta[flow])';
    const [inside, outside] = ['method = sgd', 'method = flow'].map((where) =>
      on({ value: { of: indexed }, where, in: 'any' }),
    );
    expect(inside!.verdict).toBe('measured');
    expect(outside!.verdict).toBe('undefined');
    expect(outside!.sentence).toContain('4 runs of seed 1 are sgd; they differ in noise');
  });

  test('have a spread over seeds and over noises, whose interval is by the jackknife', () => {
    const stream = rng(5);
    const draws = Array.from({ length: 12 }, () => [stream.normal(), 2 * stream.normal()]);
    const asNoises = draws.map((x, i) =>
      withVectors(row({ axes: { method: 'sgd' }, seed: 1, noise: i + 1 }), { theta: kept({}, x) }),
    );
    const asSeeds = draws.map((x, i) =>
      withVectors(row({ axes: { method: 'sgd' }, seed: i + 1 }), { theta: kept({}, x) }),
    );
    // By hand: the root of the trace of the covariance without each in turn, and Tukey's standard error of its mean.
    const sd = (of: readonly (readonly number[])[]) => {
      const mean = [0, 1].map((j) => of.reduce((s, x) => s + x[j]!, 0) / of.length);
      const squares = of.map((x) => (x[0]! - mean[0]!) ** 2 + (x[1]! - mean[1]!) ** 2);
      return Math.sqrt(squares.reduce((a, b) => a + b, 0) / (of.length - 1));
    };
    const without = draws.map((_, i) => sd(draws.filter((__, j) => j !== i)));
    const middle = without.reduce((a, b) => a + b, 0) / 12;
    const error = Math.sqrt((11 / 12) * without.reduce((s, x) => s + (x - middle) ** 2, 0));
    for (const [over, rows] of [
      ['noise', asNoises],
      ['seed', asSeeds],
    ] as const) {
      const { estimate, measured, n } = verdictOnRows(
        { value: { of: `sd(theta, over = ${over})` }, units: `${over}s`, in: 'any' },
        rows,
      );
      expect(n).toBe(12);
      expect(estimate).toBeCloseTo(middle, 12);
      // Student's 97.5 % quantile with 11 degrees of freedom.
      expect((measured![1]! - measured![0]!) / 2).toBeCloseTo(2.200985 * error, 5);
    }
  });

  test('of one noise beside what is taken over all of them are no number of a noise', () => {
    const many = [1, 2, 3, 4].map((noise) =>
      withVectors(row({ axes: { method: 'sgd' }, seed: 1, noise, scalars: { trace: noise } }), {
        theta: kept({}, [noise, noise ** 2]),
        theta0: fixed([0, 0]),
      }),
    );
    const on = (of: string) => verdictOnRows({ value: { of }, units: 'noises', in: 'any' }, many);
    expect(on('norm(theta - mean(theta, over = noise))').sentence).toContain(
      'theta of one noise beside what is taken over all of them',
    );
    expect(on('trace/mean(trace, over = noise)').verdict).toBe('undefined');
    expect(on('norm(mean(theta, over = noise) - theta0)').verdict).toBe('measured');
  });

  test('are read where a statement names them, and only then', () => {
    reads = 0;
    verdictOn({ value: { of: 'rate' }, units: 'none', in: '< 1' });
    expect(reads).toBe(0);
    of('distance(theta, theta[flow], time = 1)');
    expect(reads).toBeGreaterThan(0);
  });
});

describe('a vector that is not there is said to be so', () => {
  const diverged = rows.map((one) =>
    one.axes.method === 'descent' ? { ...one, ending: 'diverged', facts: { time: 1.5 } } : one,
  );
  test.each([
    [
      'distance(theta, theta[flow], time = 0.5)',
      rows,
      'theta was not kept at time 0.5; add it to measure.snapshots',
    ],
    [
      'distance(theta, theta[flow], time = 3)',
      rows,
      'theta was not kept at time 3: the run ended at 2',
    ],
    ['norm(mean(theta, before = 0.5))', rows, 'no vector was kept in the window'],
    ['norm(theta)', diverged, 'theta at the end of a run that ended as diverged'],
    ['norm(theta*1e200)*1e200', rows, 'is not a finite number'],
  ])('%s', (expression, table, reason) => {
    const found = verdictOn(
      { value: { of: expression }, where: 'method = descent', in: '< 1' },
      table,
    );
    expect(found.verdict).not.toMatch(/supported|refuted/);
    expect(found.reason).toContain(reason);
  });

  test('though a run that diverged later has what it kept before', () => {
    const statement = {
      value: { of: 'norm(theta, time = 1)' },
      where: 'method = descent',
      in: '> 1',
    };
    expect(verdictOn(statement, diverged).verdict).toBe('supported');
  });

  test('vectors of different lengths have no distance', () => {
    const odd = rows.map((one) =>
      one.axes.method === 'flow' ? withVectors(one, { theta: kept({ 1: [1, 2] }) }) : one,
    );
    expect(
      verdictOn(
        { value: { of: 'norm(gap, time = 1)' }, where: 'method = descent', in: '< 1' },
        odd,
      ),
    ).toMatchObject({
      verdict: 'undefined',
      reason: expect.stringContaining('vectors of 3 and 2 entries'),
    });
  });
});

describe('vectors where numbers are wanted are refused, and the reverse', () => {
  const names = { ...namesOf(rows), vectors: ['theta', 'theta0'] };
  const mistakes = (expression: string) =>
    checkStatements(
      { ...file, expect: [{ id: 'it', value: { of: expression }, in: 'any' }] },
      names,
    ).issues.map(({ message, within }) => `${within!.column} ${message}`);
  test.each([
    [
      'theta',
      '1 a number is wanted here, and this is a vector; make one of it by norm(…), or by distance(…) to another vector',
    ],
    ['distance(theta, rate)', '17 a vector is wanted here, and this is a number'],
    ['distance(theta)', '1 distance(…) takes 2 arguments, not 1'],
    [
      'norm(theta + 1)',
      '12 a vector and a number have no +; of vectors there are a + b, a - b, 2*a, a/2, a^2 and dot(a, b)',
    ],
    [
      'norm(theta*theta0)',
      '11 a vector and a vector have no *; of vectors there are a + b, a - b, 2*a, a/2, a^2 and dot(a, b)',
    ],
    [
      'log(theta)',
      '5 a number is wanted here, and this is a vector; make one of it by norm(…), or by distance(…) to another vector',
    ],
    ['norm(theta, time = [1, 2])', '20 a time each is wanted, 1 in all, not 2'],
    ['norm(thea)', '6 nothing is called "thea" (did you mean "theta"?)'],
    ['norm(theta, tiem = 1)', '13 norm(…) has no argument "tiem" (did you mean "time"?)'],
    [
      'tail(theta, 0.4)',
      '6 a number is wanted here, and this is a vector; make one of it by norm(…), or by distance(…) to another vector',
    ],
  ])('%s', (expression, message) => {
    expect(mistakes(expression)).toEqual([message]);
  });
});

describe('what is held against an arm', () => {
  // x is 1, 4, 4 and 16 along the axis, by seed a little more; relative to the first place.
  const levels = [1, 4, 4, 16];
  const along = [1, 2, 3].flatMap((seed) =>
    levels.map((x, i) =>
      row({ axes: { place: i }, seed, scalars: { x: x * (1 + ((seed * (i + 1)) % 5) / 1000) } }),
    ),
  );
  const arms = { first: { place: 0 } };

  test('is judged arm by arm: what the arms have on average is not enough', () => {
    const found = verdictOnRows({ value: { of: 'x/x[first]' }, in: [7, 9] }, along, { arms });
    expect(found).toMatchObject({ verdict: 'refuted' });
    expect(found.parts.map(({ label }) => label)).toEqual(['place = 1', 'place = 2', 'place = 3']);
  });

  test('leaves out the arm itself, which is 1 whatever it measures', () => {
    const found = verdictOnRows({ value: { of: 'x/x[first]' }, in: '> 2' }, along, { arms });
    expect(found).toMatchObject({ verdict: 'supported', parts: { length: 3 } });
    const slope = { slope: { of: 'x/x[first]', over: '1 + place', scale: 'log' }, in: 'any' };
    // Along an axis it is a place: without it the slope would be another.
    const all = verdictOnRows({ ...slope, slope: { ...slope.slope, of: 'x' } }, along);
    expect(verdictOnRows(slope, along, { arms }).estimate!).toBeCloseTo(all.estimate!, 9);
  });

  test('is judged at every place where the arm is relative to it', () => {
    const relative = { arms: { before: { place: 'place - 1' } } };
    const found = verdictOnRows({ value: { of: 'x/x[before]' }, in: '> 2' }, along, relative);
    expect(found).toMatchObject({ verdict: 'refuted', parts: { length: 3 } });
  });
});
