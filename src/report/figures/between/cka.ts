import type { LayersSimilarity } from '../../../lab/between/similarity.ts';
import { type Tile, tiles } from '../../plot/marks/index.ts';
import type { Sketch } from '../../sketch/sketch.ts';
import { endsSentence, type NamedEnd } from './ends.ts';

/** Tiles that have room for their numbers; by trial. */
const MOST_WITH_NUMBERS = 10;

/** Linear CKA of every layer of one run with every layer of another, as a heat map. */
export function ckaSketch(
  { layers, cka }: LayersSimilarity,
  testExamples: number,
  runs: readonly NamedEnd[],
): Sketch {
  const names = layers.map((layer, i) => ({ value: i + 1, label: layer }));
  const axis = { low: 0.5, high: layers.length + 0.5, ticks: names, grid: false };
  const all = cka.flatMap((row, i) =>
    row.flatMap(({ value }, j): readonly Tile[] =>
      Number.isFinite(value)
        ? [
            {
              ...{ x: [j + 0.5, j + 1.5], y: [i + 0.5, i + 1.5] },
              shade: Math.min(1, Math.max(0, value)),
              ...(layers.length <= MOST_WITH_NUMBERS && { text: value.toFixed(2) }),
            },
          ]
        : [],
    ),
  );
  const most = Math.max(...cka.flat().map(({ stderr }) => (stderr > 0 ? stderr : 0)));
  const nearest = cka.map((row, i) => ({
    layer: layers[i]!,
    to: layers[row.reduce((best, { value }, j) => (value > row[best]!.value ? j : best), 0)]!,
  }));
  return {
    id: 'cka',
    title: 'Linear CKA of layers',
    alt: `Heat map of linear CKA between ${layers.length} layers of two runs; ${nearest.map(({ layer, to }) => `${layer} of A is nearest to ${to} of B`).join(', ')}.`,
    caption: [
      `Linear CKA of what each layer of A and each layer of B makes of ${testExamples} test examples, each norm by the unbiased HSIC; standard errors are at most ${most.toPrecision(2)}.`,
      endsSentence(runs.slice(0, 2)),
      all.length < layers.length ** 2 && 'Blank where a layer makes the same of all examples.',
    ],
    x: { title: 'Layer of B', scale: 'linear', ...axis },
    y: { title: 'Layer of A', scale: 'linear', ...axis },
    marks: [tiles(all)],
  };
}
