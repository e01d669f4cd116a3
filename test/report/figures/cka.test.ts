import { expect, test } from 'vitest';
import { exact, noCost } from '../../../src/core/estimate.ts';
import type { LayersSimilarity } from '../../../src/lab/between/similarity.ts';
import { betweenSketches } from '../../../src/report/figures/between/between.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { figureOf } from '../../../src/report/sketch/sketch.ts';

const runs = ['A', 'B'].map((letter) => ({ letter, title: `run ${letter}` }));
const sketches = (values: readonly (readonly number[])[]) => {
  const across: LayersSimilarity = {
    layers: values.map((_, l) => (l === values.length - 1 ? 'outputs' : `hidden layer ${l + 1}`)),
    cka: values.map((row) => row.map((value) => ({ ...exact(value, noCost), stderr: 0.012 }))),
    plainCka: values,
  };
  const functions = {
    testExamples: 30,
    outputDistance: exact(1, noCost),
    representations: [],
    across,
  };
  const apart = { distance: 1, norms: [1, 1], cosine: 0 } as const;
  return betweenSketches(
    {
      ...{ label: 'MLP', parameters: 9, preparation: '' },
      similarity: { weights: apart, layers: [], functions },
    },
    runs,
  );
};

interface Box {
  readonly type: string;
  readonly xMin: number;
  readonly yMin: number;
  readonly backgroundColor: string;
  readonly label?: { readonly content: string };
}

/** The tiles that are drawn. */
const boxesOf = ({ config }: Figure): readonly Box[] => {
  const { options } = config as unknown as {
    options: { plugins: { annotation: { annotations: Readonly<Record<string, Box>> } } };
  };
  return Object.values(options.plugins.annotation.annotations).filter(({ type }) => type === 'box');
};

test('layers of two runs are a heat map, a tile a pair, with its number', () => {
  const [sketch] = sketches([
    [0.98, 0.4],
    [0.35, Number.NaN],
  ]);
  const figure = figureOf(sketch!);
  expect(figure.id).toBe('cka');
  const boxes = boxesOf(figure);
  expect(boxes.map(({ label }) => label!.content)).toEqual(['0.98', '0.40', '0.35']);
  expect(boxes.map(({ xMin, yMin }) => [xMin, yMin])).toEqual([
    [0.5, 0.5],
    [1.5, 0.5],
    [0.5, 1.5],
  ]);
  expect(new Set(boxes.map(({ backgroundColor }) => backgroundColor)).size).toBe(3);
  expect(figure.alt).toContain('hidden layer 1 of A is nearest to hidden layer 1 of B');
  expect(figure.caption).toContain('standard errors are at most 0.012');
  expect(figure.caption).toContain('Blank where a layer makes the same of all examples.');
});

test('many layers have no room for numbers', () => {
  const [sketch] = sketches(
    Array.from({ length: 12 }, () => Array.from({ length: 12 }, () => 0.5)),
  );
  expect(boxesOf(figureOf(sketch!)).every(({ label }) => label === undefined)).toBe(true);
});
