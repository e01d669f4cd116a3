import { type Colour, category, cool, warm } from './colour.ts';
import { BLACK } from './theme.ts';

/** What a look follows from: which method, at which batch size B and learning rate η, on which problem. */
export interface Coordinates {
  /** `stochastic`: SGD; `descent`: gradient descent; `flow`: gradient flow. */
  readonly family: 'stochastic' | 'descent' | 'flow' | 'other';
  readonly batch: number | undefined;
  readonly rate: number | undefined;
  readonly problem: string;
  /** What sets one series of batch sizes apart from another beside η; absent: nothing. */
  readonly series?: string;
}

/** How data of one kind look in every figure of one report. */
export interface Look {
  readonly colour: Colour;
  readonly dash: readonly number[];
  readonly point: 'circle' | 'rect' | 'rectRot' | 'triangle' | 'rectRounded';
  /** Drawn wide and behind the others: the limit that they are compared with. */
  readonly wide: boolean;
}

/**
 * A look for each of these: batch sizes run from teal to purple, rates of gradient descent from brown to orange, the flow is black, or what stands out most on the paper.
 *
 * What stands out more from the paper is nearer to the flow (larger B, smaller η). Teal-purple against orange stays apart in the
 * common colour-vision deficiencies; marker and dash repeat what colour says.
 */
export function looksOf(all: readonly Coordinates[]): readonly Look[] {
  const of = (family: Coordinates['family']) => all.filter((one) => one.family === family);
  const batches = rankOf(of('stochastic').map(({ batch }) => batch));
  const rates = rankOf(of('descent').map(({ rate }) => rate));
  const noisy = seriesOf(of('stochastic'));
  // In greyscale both sequences are the same greys.
  const dash = of('stochastic').length > 0 ? LONG : [];
  const others = of('other');
  const problems = [...new Set(all.map(({ problem }) => problem))];
  // Dashes tell a few problems apart; where there are more, or one of each, colour has to.
  const recoloured =
    problems.length > DASHES.length || (problems.length > 1 && all.length === problems.length);
  return all.map((one, i) => {
    const look = lookOf(one.family, {
      batch: batches(one.batch).fraction,
      rate: rates(one.rate).fraction,
      series: Math.max(0, noisy.indexOf(seriesName(one))),
      other: others.indexOf(one),
      dash,
    });
    const problem = problems.indexOf(one.problem);
    return {
      ...look,
      ...(recoloured ? { colour: category(i) } : {}),
      ...(problem > 0 ? { dash: DASHES[problem % DASHES.length]! } : {}),
    };
  });
}

const seriesName = ({ rate, series = '' }: Coordinates): string => `${rate} ${series}`;

/** The series of batch sizes, by increasing η. */
const seriesOf = (noisy: readonly Coordinates[]): readonly string[] => [
  ...new Set([...noisy].sort((a, b) => (a.rate ?? 0) - (b.rate ?? 0)).map(seriesName)),
];

// Pink, green and sky blue: categories that are far from both sequences.
const OTHERS = [3, 2, 5].map(category);
const LONG = [14, 4] as const;
const DASHES = [[], [9, 5], [3, 4], [12, 4, 3, 4]] as const;
const POINTS = ['circle', 'rectRot', 'rectRounded'] as const;

interface Rank {
  /** 0 for the smallest, 1 for the largest; ½ where there is one only. */
  readonly fraction: number;
}

function rankOf(values: readonly (number | undefined)[]): (value: number | undefined) => Rank {
  const sorted = [...new Set(values.filter((v) => v !== undefined))].sort((a, b) => a - b);
  return (value) => {
    const index = value === undefined ? 0 : Math.max(0, sorted.indexOf(value));
    return { fraction: sorted.length > 1 ? index / (sorted.length - 1) : 0.5 };
  };
}

interface Ranks {
  /** Fractions in [0, 1]. */
  readonly batch: number;
  readonly rate: number;
  /** Which series of batch sizes of SGD. */
  readonly series: number;
  /** Which of the methods that are neither SGD, GD nor flow. */
  readonly other: number;
  /** Of gradient descent. */
  readonly dash: readonly number[];
}

function lookOf(family: Coordinates['family'], { batch, rate, series, other, dash }: Ranks): Look {
  switch (family) {
    case 'flow':
      return { colour: BLACK, dash: [], point: 'triangle', wide: true };
    case 'descent':
      return { colour: warm(rate), dash, point: 'rect', wide: false };
    case 'other':
      return {
        colour: OTHERS[other % OTHERS.length]!,
        dash: DASHES[(Math.floor(other / OTHERS.length) + 1) % DASHES.length]!,
        point: 'rectRounded',
        wide: false,
      };
    case 'stochastic':
      return {
        colour: cool(batch),
        dash: DASHES[series % DASHES.length]!,
        point: POINTS[series % POINTS.length]!,
        wide: false,
      };
  }
}
