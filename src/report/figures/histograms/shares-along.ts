import type { HistogramsArrays } from '../../../lab/probes/watching/histograms.ts';
import type { Tile } from '../../plot/marks/index.ts';

/** Shares of the entries of one array of weights, or of gradients of these, in bins at looks along a run. */
export interface SharesAlong {
  /** Ends of the columns, ascending. Shape [k + 1]. */
  readonly steps: readonly number[];
  /** Ends of the bins, ascending. Shape [bins + 1]. */
  readonly edges: readonly number[];
  /** Column by column, bin by bin; no bins where nothing was counted. Shape [k][bins]. */
  readonly shares: readonly (readonly number[])[];
  /** The largest share of a column that lies beyond the edges. */
  readonly beyond: number;
}

/** Shares at which the shade changes; chosen: half decades, of which a figure tells so many apart. */
const CLASSES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
/** Columns that are told apart in a figure. */
const COLUMNS = 50;

/** Of the array with this number, from 0 on; neighbouring looks are averaged where there are many. */
export function sharesAlong(
  { steps, edges, counts }: Pick<HistogramsArrays, 'steps' | 'edges' | 'counts'>,
  array: number,
): SharesAlong {
  const arrays = counts.length / steps.length;
  const bins = edges.length - 1;
  const looks = steps.map((_, k) => sharesOf(counts[k * arrays + array]!, bins));
  const together = Math.ceil(steps.length / COLUMNS);
  const groups = Array.from({ length: Math.ceil(steps.length / together) }, (_, i) =>
    looks.slice(i * together, (i + 1) * together).filter(({ inside }) => inside.length > 0),
  );
  const ends = groups
    .slice(1)
    .map((_, i) => (steps[(i + 1) * together - 1]! + steps[(i + 1) * together]!) / 2);
  return {
    steps: [steps[0]!, ...ends, steps.at(-1)!],
    edges,
    shares: groups.map((group) =>
      group.length === 0
        ? []
        : Array.from({ length: bins }, (_, b) => meanOf(group.map(({ inside }) => inside[b]!))),
    ),
    beyond: Math.max(0, ...looks.map(({ outside }) => outside)),
  };
}

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Counts as shares of all; two more counts than bins are those below the first and above the last edge. */
function sharesOf(counts: readonly number[], bins: number) {
  const all = counts.reduce((a, b) => a + b, 0);
  if (!(all > 0)) return { inside: [], outside: 0 };
  const inside = (counts.length === bins + 2 ? counts.slice(1, -1) : counts).map((c) => c / all);
  return { inside, outside: Math.max(0, 1 - inside.reduce((a, b) => a + b, 0)) };
}

/** The class of a share > 0, from 0 on. */
const classOf = (share: number): number => CLASSES.filter((bound) => share >= bound).length;

/** In [0, 1], darker for a larger share. */
const shadeOf = (number: number): number => number / CLASSES.length;

/** Tiles of the shares, one for as long as a bin stays in its class; none where a bin is empty. */
export function tilesOf({ steps, edges, shares }: SharesAlong): readonly Tile[] {
  const found: Tile[] = [];
  for (let b = 0; b + 1 < edges.length; b++) {
    let from = 0;
    for (let k = 0; k < shares.length; k++) {
      const here = levelAt(shares[k]![b]);
      const next = k + 1 < shares.length ? levelAt(shares[k + 1]![b]) : undefined;
      if (next === here) continue;
      if (here !== null)
        found.push({
          ...{ x: [steps[from]!, steps[k + 1]!], y: [edges[b]!, edges[b + 1]!] },
          shade: shadeOf(here),
        });
      from = k + 1;
    }
  }
  return found;
}

const levelAt = (share: number | undefined): number | null =>
  share === undefined || share === 0 ? null : classOf(share);

/** What each shade says, from the largest shares on, of those that some tile has. */
export const shadesOf = (all: readonly Tile[]) =>
  Array.from({ length: CLASSES.length + 1 }, (_, i) => CLASSES.length - i)
    .filter((level) => all.some(({ shade }) => shade === shadeOf(level)))
    .map((level) => ({ shade: shadeOf(level), label: nameOf(level) }));

/** `1–3 %` */
function nameOf(level: number): string {
  const percent = CLASSES.map((bound) => String(Number((100 * bound).toPrecision(3))));
  if (level === 0) return `< ${percent[0]} %`;
  if (level === CLASSES.length) return `≥ ${percent.at(-1)} %`;
  return `${percent[level - 1]}–${percent[level]} %`;
}
