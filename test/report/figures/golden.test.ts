import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { PAGE } from '../../../src/report/plot/sheet.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { arrays, at, ended, line, spaced } from '../../support/ended-runs.ts';
import { againstGolden, goldenText } from '../../support/golden.ts';
import { pixelsOf } from '../../support/png.ts';
import { flow, gd, quickstart, run, sgd, spec } from '../../support/synthetic-runs.ts';

const folder = new URL('./golden/', import.meta.url);

const alongOneAxis = {
  landscape: { axes: [line], losses: [at.map((a) => 3.01 + (a - 0.2) ** 2)] },
};

/** A run with λ along it, and what says where its threshold lies. */
function measured(method: MethodSpec, seed: number): Run {
  const B = method.method === 'sgd' ? method.batch : 512;
  const time = spaced(0, 40, 21);
  const sharpness = time.map((t) => (4 + seed + 22 * (1 - Math.exp(-t / 10))) / (1 + 4 / B));
  return run(
    spec(method, seed, { stop: { time: 40 } }),
    {
      ...{ initialSharpness: 4 + seed, threshold: (0.4 + 0.1 * seed) / (1 + 8 / B) },
      ...{ batchBound: 0.4 / (1 + 20 / B), frobeniusBound: 0.01 * B },
    },
    {
      series: {
        ...{ step: time.map((t) => 10 * t), time, epoch: time },
        trainLoss: time.map((t) => Math.exp(-t / 20)),
        sharpness,
        sharpnessStderr: sharpness.map((x) => 0.001 * x),
        sharpnessConverged: sharpness.map(() => 1),
      },
    },
  );
}
const methods = [flow, gd(0.12), gd(0.15), sgd(4), sgd(16)];
const along = figuresOf(methods.flatMap((one) => [0, 1].map((seed) => measured(one, seed))));
const kept = figuresOf([ended(arrays)]);
const byId = (figures: readonly Figure[], id: string) => figures.find((one) => one.id === id)!;

const cases: readonly (readonly [name: string, figure: Figure])[] = [
  ...figuresOf(quickstart(3)).map((figure) => [`quickstart-${figure.id}`, figure] as const),
  ['sharpness-along', byId(along, 'sharpness-along')],
  ['threshold-by-batch', byId(along, 'threshold-by-batch')],
  ['density', byId(kept, 'density')],
  ['landscape-plane', byId(kept, 'landscape')],
  ['landscape-line', byId(figuresOf([ended(alongOneAxis)]), 'landscape')],
  ['barrier', byId(kept, 'barrier')],
];

describe('figures look as they did when they were last looked at:', () => {
  const render = createRenderer();

  test.each(cases)('%s', async (name, figure) => {
    const text = goldenText(figure);
    const { golden } = againstGolden(folder, name, text);
    const png = render(figure);
    const picture = new URL(`${name}.changed.png`, folder);
    if (text === golden) rmSync(picture, { force: true });
    else writeFileSync(picture, png);
    expect(text, `see ${name}.changed.png; rename ${name}.changed.json to accept it`).toBe(golden);
    const { width, height, ink } = await pixelsOf(png);
    expect([width, height]).toEqual([2 * PAGE.width, 2 * PAGE.height]);
    // Axis labels alone cover about 0.5 %.
    expect(ink).toBeGreaterThan(0.003);
    expect(ink).toBeLessThan(0.2);
  });

  test('the nine figures of the quickstart are among them', () => {
    expect(cases.filter(([name]) => name.startsWith('quickstart-')).length).toBe(9);
  });
});

describe('a golden', () => {
  const figure = byId(kept, 'barrier');

  test('shows a colour, a title, a tick and a point that changed', () => {
    const text = goldenText(figure);
    const changed = (from: string, to: string): Figure =>
      JSON.parse(JSON.stringify(figure).replace(from, to)) as Figure;
    for (const [from, to] of [
      ['#4561b0', '#4561b1'],
      ['Share of the way', 'Part of the way'],
      ['"kind":"linear"', '"kind":"decades"'],
      ['"x":0,"y":0.1', '"x":0,"y":0.2'],
    ] as const)
      expect(goldenText(changed(from, to))).not.toBe(text);
  });

  test('does not show what rounding can change', () => {
    const shaken = JSON.stringify(figure, (_, value: unknown) =>
      typeof value === 'number' ? value * (1 + 1e-13) : value,
    );
    expect(goldenText(JSON.parse(shaken) as Figure)).toBe(goldenText(figure));
  });
});
