import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { examples, valuedExamples } from '../../../src/problems/data/examples.ts';
import { imageSet } from '../../../src/problems/data/image-set.ts';
import { prepare } from '../../../src/problems/data/prepare.ts';
import { complaint } from '../../support/scratch-folder.ts';

// Pixel 0 is the example's number, so that rows can be told apart; pixel 1 is far from 0.
const made = (n: number, classOf: (i: number) => number) =>
  examples(
    Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? k / 2 : 1e6 + (k % 5))),
    2,
    Int32Array.from({ length: n }, (_, i) => classOf(i)),
    'a',
  );
const set = (train: number, test: number, classOf = (i: number) => i % 4) =>
  imageSet({
    name: 'made',
    shape: [1, 2, 1],
    train: made(train, classOf),
    test: made(test, classOf),
    checksums: { a: 'b' },
    source: 'here',
  });
const plain = { train: 40, test: 20, centre: true, labelNoise: 0, randomLabels: false };
const raw = { ...plain, centre: false };
const counts = (labels: Int32Array, classes = 4) => {
  const found = new Array<number>(classes).fill(0);
  for (const label of labels) found[label]!++;
  return found;
};
/** The numbers of the examples, from pixel 0 of rows that are scaled but not centred. */
const numbers = (x: Float32Array | Float64Array, n: number) => {
  const unit = (1e6 + 2) / x[1]!; // pixel 1 is 1e6 within 4e-6
  return Array.from({ length: n }, (_, i) => Math.round(x[2 * i]! * unit));
};

describe('a prepared subset', () => {
  test('has (pixel − mean)/s, with mean and s of the training rows, in both splits', () => {
    const images = set(100, 50);
    const data = prepare(images, plain, rng(1));
    const rows = numbers(prepare(images, raw, rng(1)).x, 40);
    const testRows = numbers(prepare(images, raw, rng(1)).testX, 20);
    const column = (j: number) => rows.map((row) => images.train.pixels[2 * row + j]!);
    const means = [0, 1].map((j) => column(j).reduce((a, b) => a + b, 0) / 40);
    const squares = [0, 1].flatMap((j) => column(j).map((pixel) => (pixel - means[j]!) ** 2));
    const s = Math.sqrt(squares.reduce((a, b) => a + b, 0) / 80);
    const check = (
      x: Float32Array | Float64Array,
      pixels: ArrayLike<number>,
      from: readonly number[],
    ) =>
      from.forEach((row, i) => {
        for (const j of [0, 1]) {
          const expected = (pixels[2 * row + j]! - means[j]!) / s;
          // float32 rounding of numbers below 4
          expect(Math.abs(x[2 * i + j]! - expected)).toBeLessThan(4 * 2 ** -24);
        }
      });
    check(data.x, images.train.pixels, rows);
    check(data.testX, images.test.pixels, testRows);
  });

  test('has labels that belong to its rows, and each row once', () => {
    const data = prepare(set(100, 50), raw, rng(2));
    for (const [x, labels] of [
      [data.x, data.labels!],
      [data.testX, data.testTargets.labels!],
    ] as const) {
      const rows = numbers(x, labels.length);
      expect(rows.map((row) => row % 4)).toEqual([...labels]);
      expect(new Set(rows).size).toBe(rows.length);
    }
  });

  test('has counts per class that differ by at most one', () => {
    for (const train of [2, 3, 4, 41, 42, 43, 100]) {
      const found = counts(prepare(set(100, 50), { ...plain, train }, rng(3)).labels!);
      expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
    }
  });

  test('takes all of a class that runs short, fills up from the others, and says so', () => {
    // 5 of class 0, 95 of class 1
    const lopsided = set(100, 100, (i) => (i < 5 ? 0 : 1));
    const data = prepare(lopsided, plain, rng(4));
    expect(counts(data.labels!, 2)).toEqual([5, 35]);
    expect(counts(data.testTargets.labels!, 2)).toEqual([5, 15]);
    expect(data.preparation).toMatch(
      /class-balanced but for all there is of training class 0 and all there is of test class 0,/,
    );
    expect(prepare(set(40, 20), plain, rng(4)).preparation).toMatch(/class-balanced, the/);
  });

  test('is the beginning of a larger subset of the same seed, and another for another seed', () => {
    const draw = (train: number, seed: number) =>
      numbers(prepare(set(400, 50), { ...raw, train }, rng(seed)).x, train);
    expect(draw(60, 5).slice(0, 30)).toEqual(draw(30, 5));
    expect(draw(30, 6)).not.toEqual(draw(30, 5));
  });

  test('is drawn uniformly: each example is as likely as another', () => {
    // 10 of 40 in 400 draws: a binomial count of mean 100 and deviation 8.7; 5 deviations.
    const hits = new Array<number>(40).fill(0);
    for (let seed = 0; seed < 400; seed++) {
      for (const row of numbers(
        prepare(set(40, 4), { ...raw, train: 10, test: 4 }, rng(seed)).x,
        10,
      )) {
        hits[row]!++;
      }
    }
    for (const count of hits) expect(Math.abs(count - 100)).toBeLessThan(44);
  });

  test('says in one sentence what was done', () => {
    const bytes = imageSet({
      ...set(4000, 50),
      name: 'bytes',
      train: examples(
        Uint8Array.from({ length: 4000 }, (_, i) => 200 * (i % 2)),
        1,
        Int32Array.from({ length: 4000 }, (_, i) => i % 2),
        'a',
      ),
      test: examples(Uint8Array.of(0, 1), 1, Int32Array.of(0, 1), 'a'),
      shape: [1, 1, 1],
    });
    const spec = { ...plain, train: 4000, test: 2, labelNoise: 0.25 };
    expect(prepare(bytes, spec, rng(1)).preparation).toBe(
      '4,000 training and 2 test examples of bytes, class-balanced, the training mean of each pixel ' +
        'subtracted, divided by 100, the standard deviation of the centred training pixels, 1,000 ' +
        'training labels replaced by another class.',
    );
    const other = { ...raw, train: 4000, test: 2, randomLabels: true };
    expect(prepare(bytes, other, rng(1)).preparation).toMatch(
      /class-balanced, not centred, divided by 100, .*, all training labels replaced by uniform draws\.$/,
    );
  });

  test('hands on shape, sizes, classes and checksums', () => {
    const { count, testCount, dim, shape, outputs, classes, checksums } = prepare(
      set(100, 50),
      plain,
      rng(1),
    );
    expect({ count, testCount, dim, shape, outputs, classes, checksums }).toEqual({
      count: 40,
      testCount: 20,
      dim: 2,
      shape: [1, 2, 1],
      outputs: 4,
      classes: [0, 1, 2, 3],
      checksums: { a: 'b' },
    });
  });
});

describe('disturbed labels', () => {
  const images = set(4000, 50);
  const at = (change: object) => prepare(images, { ...plain, train: 4000, ...change }, rng(7));
  const clean = at({});

  const cases = [
    [0, 0],
    [0.1, 400],
    [0.33334, 1333],
    [0.3334, 1334],
    [1, 4000],
  ] as const;
  test.each(cases)('a fraction %d moves exactly %d to another class', (labelNoise, expected) => {
    const data = at({ labelNoise });
    const moved = data.labels!.filter((label, i) => label !== clean.labels![i]).length;
    expect(moved).toBe(expected);
    expect(data.labels!.every((label) => label >= 0 && label < 4)).toBe(true);
    expect([data.x, data.testTargets.labels!]).toEqual([clean.x, clean.testTargets.labels!]);
  });

  test('reach every other class alike', () => {
    const data = at({ labelNoise: 1 });
    const shifts = counts(data.labels!.map((label, i) => (label - clean.labels![i]! + 4) % 4));
    // Binomial(4000, 1/3) has mean 1333 and deviation 30; 5 deviations.
    expect(shifts[0]).toBe(0);
    for (const count of shifts.slice(1)) expect(Math.abs(count - 4000 / 3)).toBeLessThan(150);
  });

  test('drawn at random agree with the true ones as often as chance', () => {
    const data = at({ randomLabels: true });
    const agree = data.labels!.filter((label, i) => label === clean.labels![i]).length;
    // Binomial(4000, 1/4) has mean 1000 and deviation 27; 5 deviations.
    expect(Math.abs(agree - 1000)).toBeLessThan(137);
    for (const count of counts(data.labels!)) expect(Math.abs(count - 1000)).toBeLessThan(137);
    expect([data.x, data.testTargets.labels!]).toEqual([clean.x, clean.testTargets.labels!]);
  });

  test('leave out a class of which there is no example, and the sentence says that it is empty', () => {
    const gap = set(4000, 50, (i) => [1, 2, 4][i % 3]!);
    const from = prepare(gap, { ...plain, train: 3990 }, rng(7));
    expect(from.preparation).toMatch(
      /, class-balanced, classes 0, 3 have no examples, the training mean/,
    );
    expect([from.outputs, from.classes]).toEqual([5, [1, 2, 4]]);
    for (const change of [{ labelNoise: 1 }, { randomLabels: true }]) {
      const { labels } = prepare(gap, { ...plain, train: 3990, ...change }, rng(7));
      const found = counts(labels!, 5);
      expect([found[0], found[3]]).toEqual([0, 0]);
      // Binomial(3990, 1/3) has mean 1330 and deviation 30; 5 deviations.
      for (const label of [1, 2, 4]) expect(Math.abs(found[label]! - 1330)).toBeLessThan(150);
    }
  });

  test('are drawn from the classes of both splits, and each split says what it lacks', () => {
    const images = imageSet({ ...set(60, 50), test: made(50, (i) => 3 + 3 * (i % 2)) });
    const { preparation, classes } = prepare(images, { ...plain, train: 60 }, rng(7));
    expect(classes).toEqual([0, 1, 2, 3, 6]);
    expect(preparation).toMatch(
      /, class-balanced, classes 4, 5 have no examples, class 6 has no training examples, classes 0, 1, 2 have no test examples, /,
    );
  });
});

describe('real-valued targets', () => {
  const valued = (n: number) =>
    valuedExamples(
      Float64Array.from({ length: 2 * n }, (_, k) => (k % 2 === 0 ? k / 2 : 7)),
      2,
      { data: Float64Array.from({ length: 3 * n }, (_, k) => k / 10), size: 3 },
      'a',
    );
  const images = imageSet({ ...set(1, 1), train: valued(50), test: valued(20) });
  const as = { ...raw, scale: 'none' } as const;

  test('go with their rows, each of which is drawn once', () => {
    const { x, values: own, outputs, classes, testX, testTargets } = prepare(images, as, rng(1));
    expect([outputs, classes]).toEqual([3, []]);
    for (const [inputs, values, n] of [
      [x, own!, 40],
      [testX, testTargets.values!, 20],
    ] as const) {
      const rows = Array.from({ length: n }, (_, i) => inputs[2 * i]!);
      expect(new Set(rows).size).toBe(n);
      expect([...values]).toEqual(rows.flatMap((row) => [0, 1, 2].map((k) => (3 * row + k) / 10)));
    }
  });

  test('are drawn as the beginning of a larger subset, each as likely as another', () => {
    const rows = (train: number, seed: number) => {
      const { x } = prepare(images, { ...as, train }, rng(seed));
      return Array.from({ length: train }, (_, i) => x[2 * i]!);
    };
    expect(rows(40, 5).slice(0, 10)).toEqual(rows(10, 5));
    const hits = new Array<number>(50).fill(0);
    for (let seed = 0; seed < 400; seed++) for (const row of rows(10, seed)) hits[row]!++;
    // Binomial(400, 1/5) has mean 80 and deviation 8; 5 deviations.
    for (const count of hits) expect(Math.abs(count - 80)).toBeLessThan(40);
  });

  test('are named in the sentence, with what is done to the inputs', () => {
    expect(prepare(images, as, rng(1)).preparation).toBe(
      '40 training and 20 test examples of made, 3 real-valued targets each, not centred, not scaled.',
    );
  });

  test.each([{ labelNoise: 0.1 }, { randomLabels: true }])(
    'have no labels to disturb: %o',
    async (change) => {
      expect(await complaint(() => prepare(images, { ...as, ...change }, rng(1)))).toBe(
        `data.${Object.keys(change)[0]} needs classes, but the targets are real values; remove it`,
      );
    },
  );
});

describe('inputs that are not scaled', () => {
  const images = set(100, 50);

  test('are the pixels themselves, or less their training means', () => {
    const kept = prepare(images, { ...raw, scale: 'none' }, rng(1));
    const scaled = prepare(images, raw, rng(1));
    expect([...kept.x]).toEqual(
      [...scaled.x].map(
        (_, i) => images.train.pixels[2 * Math.round(kept.x[i - (i % 2)]!) + (i % 2)],
      ),
    );
    const centred = prepare(images, { ...plain, scale: 'none' }, rng(1)).x;
    for (const j of [0, 1]) {
      const column = Array.from(centred).filter((_, i) => i % 2 === j);
      expect(Math.abs(column.reduce((a, b) => a + b, 0) / 40)).toBeLessThan(1e-5);
    }
    expect(scaled.preparation).toMatch(/not centred, divided by/);
  });

  test('may be of a single example', () => {
    const { x, preparation } = prepare(images, { ...raw, train: 1, scale: 'none' }, rng(1));
    expect(x[1]).toBe(images.train.pixels[2 * x[0]! + 1]);
    expect(preparation).toMatch(/^1 training and 20 test examples .*, not scaled\.$/);
  });
});

describe('a preparation that cannot be done is refused with one line', () => {
  const cases = [
    [
      'more training examples than there are',
      { train: 101 },
      'data.train asks for 101 examples, but made has 100; lower data.train',
    ],
    [
      'more test examples than there are',
      { test: 51 },
      'data.test asks for 51 examples, but made has 50; lower data.test',
    ],
    ['no training examples', { train: 0 }, 'invalid data.train 0; give an integer of at least 1'],
    [
      'NaN test examples',
      { test: Number.NaN },
      'invalid data.test NaN; give an integer of at least 1',
    ],
    ['half an example', { train: 1.5 }, 'invalid data.train 1.5; give an integer of at least 1'],
    [
      'negative noise',
      { labelNoise: -0.1 },
      'invalid data.labelNoise -0.1; give a fraction in [0, 1]',
    ],
    [
      'noise that is NaN',
      { labelNoise: Number.NaN },
      'invalid data.labelNoise NaN; give a fraction in [0, 1]',
    ],
    [
      'noise on random labels',
      { labelNoise: 0.1, randomLabels: true },
      'data.labelNoise 0.1 has no meaning with data.randomLabels; remove one of them',
    ],
    [
      'a single example',
      { train: 1 },
      'a single training image of made has no deviation to be divided by; set data.scale: none, and leave ' +
        'data.centre out, or raise data.train',
    ],
    [
      'a single example that would be 0',
      { train: 1, scale: 'none' },
      'the 1 training image of made would be 0 in every pixel once centred; set data.centre: false',
    ],
  ] as const;
  test.each(cases)('for %s', async (_, change, message) => {
    expect(await complaint(() => prepare(set(100, 50), { ...plain, ...change }, rng(1)))).toBe(
      message,
    );
  });

  test('for noise where there is one class', async () => {
    const one = set(100, 50, () => 0);
    expect(await complaint(() => prepare(one, { ...plain, labelNoise: 0.5 }, rng(1)))).toBe(
      'data.labelNoise 0.5 needs another class, but the data have 1; set it to 0',
    );
  });
});
