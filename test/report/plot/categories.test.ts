import { describe, expect, test } from 'vitest';
import { textWidth } from '../../../src/report/plot/fonts.ts';
import { categoryTicks } from '../../../src/report/plot/layout/categories.ts';

const SIZE = 12;
const UNIT = 75;

/** Where the words of labels stand in the picture: a box a line of text. */
const boxes = (ticks: ReturnType<typeof categoryTicks>) =>
  ticks.flatMap(({ value, label }) =>
    [label].flat().flatMap((text, line) => {
      const half = textWidth(text, SIZE) / 2;
      const middle = value * UNIT;
      return text === '' ? [] : [{ line, text, from: middle - half, to: middle + half }];
    }),
  );

const axis = (labels: readonly string[], name = '') =>
  categoryTicks(
    {
      groups: [
        {
          ...{ name, start: 0, end: labels.length - 1 },
          ticks: labels.map((label, value) => ({ value, label })),
        },
      ],
      problems: [],
    },
    { unit: UNIT, size: SIZE, beyond: UNIT / 2 },
  );

const solvers = ['rkc2', 'bogacki-shampine', 'dormand-prince'].flatMap((solver) =>
  ['0.01', '0.0001'].map((tolerance) => `solver ${solver}, tolerance ${tolerance}`),
);

describe.each(['', 'flow'])('six long names in a group called "%s"', (name) => {
  const ticks = axis(solvers, name);

  test('all stand there, word for word', () => {
    expect(ticks.map(({ value }) => value)).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5]));
    for (const [value, label] of solvers.entries()) {
      const own = ticks.filter((tick) => tick.value === value).flatMap((tick) => tick.label);
      expect(own.filter((line) => line !== '').join(' ')).toBe(label);
    }
  });

  test('none touches another, nor reaches further beyond the axis than its own half', () => {
    const all = boxes(ticks);
    for (const [i, a] of all.entries())
      for (const b of all.slice(i + 1))
        if (a.line === b.line)
          expect(a.to < b.from || b.to < a.from, `${a.text} | ${b.text}`).toBe(true);
    expect(Math.min(...all.map(({ from }) => from))).toBeGreaterThan(-UNIT);
    expect(Math.max(...all.map(({ to }) => to))).toBeLessThan(6 * UNIT);
  });
});

test('short names stay in one line', () => {
  const lines = axis(['4', '16', '64']).map(({ label }) => [label].flat()[0]);
  expect(lines).toEqual(['4', '16', '64']);
});
