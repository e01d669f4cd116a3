import { describe, expect, test } from 'vitest';
import { normalCdf } from '../../src/core/normal.ts';
import { philox } from '../../src/core/philox.ts';
import { resumeRng, rng } from '../../src/core/random.ts';
import { expectUniform, tally } from '../support/chi-square.ts';
import { expectNear } from '../support/expect-near.ts';

const N = 100_000;

describe('a stream', () => {
  test('is Philox of its block number under the seed', () => {
    const block = new Uint32Array(4);
    const stream = rng(7);
    for (let i = 0; i < 5; i++) {
      philox(block, i, 0, 0, 0, 7, 0);
      const drawn = Array.from({ length: 4 }, () => stream.integer(2 ** 32));
      expect(drawn).toEqual([...block]);
    }
  });

  test('goes on past 2³² blocks without repeating', () => {
    const at = (block: number) => resumeRng({ key: [7, 0], counter: 4 * block }).integer(2 ** 32);
    const block = new Uint32Array(4);
    philox(block, 5, 3, 0, 0, 7, 0);
    expect(at(3 * 2 ** 32 + 5)).toBe(block[0]);
  });

  test('of one seed differs from that of another, seed 0 and seeds above 2³² among them', () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    expect(new Set(seeds.map((seed) => rng(seed).uniform())).size).toBe(seeds.length);
  });

  test('draws in bulk what it draws one by one', () => {
    const [bulk, single] = [rng(3), rng(3)];
    expect([...bulk.normals(7)]).toEqual(Array.from({ length: 7 }, () => single.normal()));
    expect([...bulk.uniforms(7)]).toEqual(Array.from({ length: 7 }, () => single.uniform()));
    expect(bulk.state()).toEqual(single.state());
  });

  test('draws signs in bulk from the bits of its words, lowest first', () => {
    const [bulk, single] = [rng(3), rng(3)];
    const words = [single.integer(2 ** 32), single.integer(2 ** 32)];
    const bits = words.flatMap((word) =>
      Array.from({ length: 32 }, (_, k) => (Math.floor(word / 2 ** k) % 2 === 0 ? 1 : -1)),
    );
    expect([...bulk.signs(40)]).toEqual(bits.slice(0, 40));
    expect(bulk.state()).toEqual(single.state());
  });

  test('resumes bit for bit from its state, through JSON, at every offset', () => {
    for (let drawn = 0; drawn < 10; drawn++) {
      const stream = rng(11).fork('data', drawn);
      stream.signs(drawn);
      const resumed = resumeRng(JSON.parse(JSON.stringify(stream.state())));
      expect(resumed.state()).toEqual(stream.state());
      expect(resumed.normals(9)).toEqual(stream.normals(9));
      expect(resumed.fork('x').uniform()).toBe(stream.fork('x').uniform());
    }
  });

  test('counts the words it drew', () => {
    const stream = rng(0);
    stream.sign();
    stream.normal();
    stream.uniform();
    expect(stream.state()).toEqual({ key: [0, 0], counter: 5 });
  });
});

describe('a fork', () => {
  test('does not depend on what was drawn from its parent, nor disturb it', () => {
    const [parent, drawn, forked] = [rng(5), rng(5), rng(5)];
    drawn.normals(101);
    expect(drawn.fork('batch', 3).uniforms(8)).toEqual(parent.fork('batch', 3).uniforms(8));
    forked.fork('batch', 3).uniforms(8);
    expect(forked.uniform()).toBe(rng(5).uniform());
  });

  test('differs by seed, name, keys and path', () => {
    const r = rng(1);
    const streams = [
      r,
      rng(2).fork('a'),
      r.fork(''),
      r.fork('\0'),
      r.fork('a'),
      r.fork('a\0'),
      r.fork('ab'),
      r.fork('ba'),
      r.fork('a').fork('b'),
      r.fork('a', 0),
      r.fork('a', 1),
      r.fork('a', -1),
      r.fork('a', 0.5),
      r.fork('a', 2 ** 32),
      r.fork('a', 0, 1),
      r.fork('a', 1, 0),
      r.fork('a', 0).fork('', 1),
      r.fork('Δ'),
    ];
    expect(new Set(streams.map((stream) => stream.state().key.join())).size).toBe(streams.length);
  });

  test('by key −0 is the fork by key 0', () => {
    expect(rng(1).fork('a', -0).state()).toEqual(rng(1).fork('a', 0).state());
  });

  test('keyed by step gives independent first draws', () => {
    const r = rng(9);
    const first = Float64Array.from({ length: N }, (_, step) => r.fork('batch', step).uniform());
    expectUniform(
      tally(
        first.map((u) => Math.floor(100 * u)),
        100,
      ),
    );
    // Pairs of neighbouring steps on a 10 × 10 grid.
    const pairs = first.map((u, i) =>
      i % 2 === 0 ? 10 * Math.floor(10 * u) + Math.floor(10 * first[i + 1]!) : 0,
    );
    expectUniform(
      tally(
        pairs.filter((_, i) => i % 2 === 0),
        100,
      ),
    );
  });

  test('is uncorrelated with its parent and its siblings', () => {
    const r = rng(4);
    const [x, y, z] = [r.normals(N), r.fork('a').normals(N), r.fork('b').normals(N)];
    const correlation = (a: Float64Array, b: Float64Array) =>
      a.reduce((total, value, i) => total + value * b[i]!, 0) / N;
    // Each has standard deviation 1/√N.
    for (const c of [correlation(x, y), correlation(x, z), correlation(y, z)]) {
      expectNear(c, 0, { atol: 4 / Math.sqrt(N) });
    }
  });
});

describe('uniforms', () => {
  test('fill [0, 1) evenly, in the first digits and in the last bits', () => {
    const u = rng(1).uniforms(N);
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
    expectUniform(
      tally(
        u.map((x) => Math.floor(128 * x)),
        128,
      ),
    );
    expectUniform(
      tally(
        u.map((x) => (x * 2 ** 53) % 64),
        64,
      ),
    );
  });
});

describe('normals', () => {
  test('have the moments of a standard normal', () => {
    const z = rng(2).normals(N);
    const moment = (k: number) => z.reduce((total, x) => total + x ** k, 0) / N;
    // E z^k = 0, 1, 0, 3 with variances 1, 2, 15, 96; four standard errors.
    expectNear(moment(1), 0, { atol: 4 * Math.sqrt(1 / N) });
    expectNear(moment(2), 1, { atol: 4 * Math.sqrt(2 / N) });
    expectNear(moment(3), 0, { atol: 4 * Math.sqrt(15 / N) });
    expectNear(moment(4), 3, { atol: 4 * Math.sqrt(96 / N) });
  });

  test('have the standard normal distribution (Kolmogorov–Smirnov)', () => {
    const z = rng(3).normals(N).sort();
    const gap = z.reduce((worst, x, i) => {
      const p = normalCdf(x);
      return Math.max(worst, p - i / N, (i + 1) / N - p);
    }, 0);
    expect(gap * Math.sqrt(N)).toBeLessThan(1.95); // exceeded once in a thousand
  });
});

describe('signs', () => {
  test('are ±1, balanced, and independent of the one before', () => {
    const s = rng(4).signs(N);
    expect(s.every((x) => x === 1 || x === -1)).toBe(true);
    expectNear(s.reduce((total, x) => total + x, 0) / N, 0, { atol: 4 / Math.sqrt(N) });
    const lagged = s.reduce((total, x, i) => total + x * (s[i - 1] ?? 0), 0) / N;
    expectNear(lagged, 0, { atol: 4 / Math.sqrt(N) });
  });
});

describe('integer', () => {
  test.each([1, 2, 3, 10, 97])('of %d takes every value equally often', (n) => {
    const stream = rng(5).fork('integer', n);
    const counts = tally(
      Array.from({ length: N }, () => stream.integer(n)),
      n,
    );
    if (n === 1) expect(counts).toEqual([N]);
    else expectUniform(counts);
  });

  test('has no modulo bias where it would be largest', () => {
    const n = 3 * 2 ** 30; // word % n would land below 2³⁰ half of the time, not a third
    const stream = rng(6);
    expectUniform(
      tally(
        Array.from({ length: N }, () => Math.floor(stream.integer(n) / 2 ** 30)),
        3,
      ),
    );
  });

  test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses n = %d', (n) => {
    expect(() => rng(0).integer(n)).toThrow(`invalid n; not an integer in [1, 2³²]: ${n}`);
  });
});

describe('permutation', () => {
  test('holds every index once', () => {
    expect([...rng(7).permutation(1000)].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    expect(rng(7).permutation(0)).toEqual(new Int32Array(0));
  });

  test('puts every index at every position equally often', () => {
    const stream = rng(8);
    const counts = Array.from({ length: 6 }, () => new Array<number>(6).fill(0));
    for (let i = 0; i < 20_000; i++) {
      for (const [position, index] of stream.permutation(6).entries()) counts[position]![index]!++;
    }
    for (const row of counts) expectUniform(row);
  });

  test('takes all 24 orders of four equally often', () => {
    const stream = rng(9);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = stream.permutation(4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expectUniform([...counts.values()]);
  });
});

describe('misuse', () => {
  test.each([-1, 0.5, 2 ** 53, Number.NaN])('a seed of %d is refused', (seed) => {
    expect(() => rng(seed)).toThrow(`invalid seed; not an integer in [0, 2⁵³): ${seed}`);
  });

  test.each(['normals', 'signs', 'uniforms', 'permutation'] as const)(
    '%s of NaN or −1 numbers are refused',
    (draw) => {
      for (const n of [Number.NaN, -1, 1.5]) {
        expect(() => rng(0)[draw](n)).toThrow(`invalid n; not an integer in [0, 2⁵³): ${n}`);
      }
    },
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a fork key of %d is refused', (key) => {
    expect(() => rng(0).fork('batch', key)).toThrow(
      `invalid key of fork batch; not finite: ${key}`,
    );
  });

  test('a state that no stream gave is refused', () => {
    expect(() => resumeRng({ key: [1, -1], counter: 0 })).toThrow(
      'invalid rng key; not two words of 32 bits: 1,-1',
    );
    expect(() => resumeRng({ key: [1, 2], counter: 0.5 })).toThrow(
      'invalid rng counter; not an integer in [0, 2⁵³): 0.5',
    );
  });
});
