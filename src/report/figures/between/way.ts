import type { Estimate } from '../../../core/estimate.ts';
import { significant, withError } from '../../../core/format.ts';
import type { Walk } from '../../../lab/between/walk.ts';
import { capitalised } from '../../arms/wording.ts';
import { type Mark, together } from '../../plot/mark.ts';
import { band, curve, points, rule } from '../../plot/marks/index.ts';
import { spanOf } from '../../plot/scale.ts';
import { BLUE, ORANGE, SOFT } from '../../plot/theme.ts';
import { linesAlt } from '../../sketch/alt.ts';
import { slug } from '../../sketch/panel.ts';
import type { Sketch } from '../../sketch/sketch.ts';
import { endsSentence, type NamedEnd } from './ends.ts';

interface Way {
  readonly runs: readonly NamedEnd[];
  /** Of the training loss between the runs. */
  readonly barrier: Estimate;
}

/** Numbers that stand in one frame: of training and of test examples. */
const PAIRS = [
  { id: 'loss', title: 'Loss', axis: 'Loss', keys: ['trainLoss', 'testLoss'] },
  { id: 'accuracy', title: 'Accuracy', axis: 'Accuracy', keys: ['trainAccuracy', 'testAccuracy'] },
] as const;

/** What pairs show already. */
const SHOWN = new Set<string>([...PAIRS.flatMap(({ keys }) => keys), 'lossGap', 'accuracyGap']);

/** Twice the standard error to either side. */
const BAND = 2;

/** The figures of measurements along a way: losses, accuracies, and each other number that was measured. */
export function walkSketches(id: string, walk: Walk, way: Way): readonly Sketch[] {
  const keys = [...new Set(walk.scalars.flatMap((one) => Object.keys(one)))];
  const others = keys.filter((key) => !SHOWN.has(key));
  return [
    ...PAIRS.map((pair) => ({ ...pair, keys: pair.keys.filter((key) => keys.includes(key)) })),
    ...others.map((key) => {
      const { name, axis } = walk.outputs[key]!;
      return { id: slug(key), title: capitalised(name), axis, keys: [key] };
    }),
  ]
    .filter((one) => one.keys.length > 0)
    .map((one) => ({ ...wayParts(id, walk, one, way), id: `${id}-${one.id}` }));
}

interface Shown {
  readonly title: string;
  readonly axis: string;
  readonly keys: readonly string[];
}

function wayParts(
  id: string,
  walk: Walk,
  { title, axis, keys }: Shown,
  { runs, barrier }: Way,
): Omit<Sketch, 'id'> {
  const lines = keys.map((key, k) => ({
    label: { train: 'training', test: 'test' }[key.replace(/(Loss|Accuracy)$/, '')] ?? key,
    colour: [BLUE, ORANGE][k]!,
    points: pointsOf(walk, key),
  }));
  const where = id === 'line' ? 'the straight line through two runs' : 'a trained curve';
  const several = lines.length > 1;
  const uncertain = lines.some(({ points: own }) => own.some(({ stderr }) => stderr > 0));
  const failed = walk.scalars.flatMap((one) =>
    keys.filter((key) => one[key]?.converged === false),
  ).length;
  return {
    title: `${title} on ${where}`,
    alt: `${title} along ${where}: ${linesAlt(lines)}.`,
    caption: [
      `${title} at ${walk.at.length} points of ${where}. ${endsSentence(runs.slice(0, 2))}`,
      keys.includes('trainLoss') &&
        `Barrier of the training loss between A and B: ${withError(barrier.value, barrier.stderr)}.`,
      uncertain &&
        `Bands: ${BAND} standard errors to either side, of test examples or of the estimate at each point.`,
      failed > 0 && `${failed} values did not reach the accuracy asked for.`,
    ],
    x: {
      title: `Place t on the ${id === 'line' ? 'line' : 'curve'} (A at 0, B at 1)`,
      ...{ scale: 'linear', ...spanOf(walk.at) },
    },
    y: { title: axis, scale: 'linear' },
    marks: [
      ...lines.map(({ label, colour, points: own }) =>
        lineOf(own, colour, several ? label : undefined),
      ),
      ...runs.slice(0, 2).map(({ letter }, k) => rule({ x: k }, { label: letter, colour: SOFT })),
    ],
  };
}

interface Measured {
  readonly x: number;
  readonly y: number;
  readonly stderr: number;
}

function lineOf(own: readonly Measured[], colour: typeof BLUE, label: string | undefined): Mark {
  const moved = (by: number) => own.map(({ x, y, stderr }) => ({ x, y: y + by * stderr }));
  const named = label === undefined ? {} : { label };
  return together([
    curve(own, { colour, ...named, smooth: true }),
    points(own, { colour, radius: 3 }),
    ...(own.some(({ stderr }) => stderr > 0) ? [band(moved(-BAND), moved(BAND), colour)] : []),
  ]);
}

const pointsOf = ({ at, scalars }: Walk, key: string): readonly Measured[] =>
  at.flatMap((x, k) => {
    const one = scalars[k]![key];
    return one !== undefined && Number.isFinite(one.value)
      ? [{ x, y: one.value, stderr: Number.isFinite(one.stderr) ? one.stderr : 0 }]
      : [];
  });

/** Two numbers as a caption has them. */
export const comparedText = (a: Estimate, b: Estimate): string =>
  `${significant(a.value)} against ${significant(b.value)}`;
