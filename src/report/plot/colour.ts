import type { Arm } from '../arms/arm.ts';

/** How an arm looks in every figure of one report. */
export interface Look {
  /** #rrggbb */
  readonly colour: string;
  readonly dash: readonly number[];
  readonly point: 'circle' | 'rect' | 'rectRot' | 'triangle' | 'rectRounded';
}

/**
 * A look for each arm: batch sizes run from teal to purple, GD rates from brown to orange, flow is black.
 *
 * Darker is nearer to the flow (larger B, smaller η). Teal-purple against orange stays apart in the
 * common colour-vision deficiencies; marker and dash repeat what colour says.
 */
export function looksOf(arms: readonly Arm[]): ReadonlyMap<Arm, Look> {
  const stochastic = arms.filter(({ family }) => family === 'stochastic');
  const batches = rankOf(stochastic.map(({ batch }) => batch));
  const descents = arms.filter(({ family }) => family === 'descent');
  const rates = rankOf(descents.map(({ rate }) => rate));
  const noisy = rankOf(stochastic.map(({ rate }) => rate));
  const others = arms.filter(({ family }) => family === 'other');
  const problems = [...new Set(arms.map(({ problem }) => problem))];
  // Dashes tell a few problems apart; where there are more, or one arm each, colour has to.
  const recoloured =
    problems.length > DASHES.length || (problems.length > 1 && arms.length === problems.length);
  return new Map(
    arms.map(({ family, batch, rate, problem }, i) => {
      const look = lookOf(family, {
        batch: batches(batch),
        rate: rates(rate),
        series: noisy(rate).index,
        other: others.indexOf(arms[i]!),
      });
      const colour = recoloured ? OKABE_ITO[i % OKABE_ITO.length]! : look.colour;
      return [arms[i]!, { ...look, colour, dash: dashOf(look, problems.indexOf(problem)) }];
    }),
  );
}

/** The colour with an opacity in [0, 1]. */
export const faded = (colour: string, opacity: number): string =>
  `${colour}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;

/** n colours from teal to purple, for what is ordered: training times. */
export const sequence = (n: number): readonly string[] =>
  Array.from({ length: n }, (_, i) => blend(BATCHES, n > 1 ? i / (n - 1) : 0.5));

// Okabe & Ito 2008, "Color universal design", without yellow, which is lost on white.
const OKABE_ITO = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const BATCHES = ['#25b39b', '#2f8fc4', '#4561b0', '#4a2a82'] as const;
const RATES = ['#7a3300', '#d55e00', '#f2a33a'] as const;
// Those of Okabe & Ito that are far from both sequences.
const OTHERS = ['#cc79a7', '#009e73', '#56b4e9'] as const;
const DASHES = [[], [9, 5], [3, 4], [12, 4, 3, 4]] as const;

interface Rank {
  readonly index: number;
  /** 0 for the smallest, 1 for the largest; ½ where there is one only. */
  readonly fraction: number;
}

function rankOf(values: readonly (number | undefined)[]): (value: number | undefined) => Rank {
  const sorted = [...new Set(values.filter((v) => v !== undefined))].sort((a, b) => a - b);
  return (value) => {
    const index = value === undefined ? 0 : Math.max(0, sorted.indexOf(value));
    return { index, fraction: sorted.length > 1 ? index / (sorted.length - 1) : 0.5 };
  };
}

interface Ranks {
  readonly batch: Rank;
  readonly rate: Rank;
  /** Which η of SGD. */
  readonly series: number;
  /** Which of the methods that are neither SGD, GD nor flow. */
  readonly other: number;
}

function lookOf(family: Arm['family'], ranks: Ranks): Look {
  const { batch, rate, series, other } = ranks;
  switch (family) {
    case 'flow':
      return { colour: '#111111', dash: [], point: 'triangle' };
    case 'descent':
      return { colour: blend(RATES, rate.fraction), dash: [], point: 'rect' };
    case 'other':
      return {
        colour: OTHERS[other % OTHERS.length]!,
        dash: DASHES[(Math.floor(other / OTHERS.length) + 1) % DASHES.length]!,
        point: 'rectRounded',
      };
    case 'stochastic': {
      const point = (['circle', 'rectRot', 'rectRounded'] as const)[series % 3]!;
      const dash = DASHES[series % DASHES.length]!;
      return { colour: blend(BATCHES, batch.fraction), dash, point };
    }
  }
}

const dashOf = ({ dash }: Look, problem: number): readonly number[] =>
  problem > 0 ? DASHES[problem % DASHES.length]! : dash;

// Linear in sRGB between neighbouring anchors; they are near enough for that to be even.
function blend(anchors: readonly string[], fraction: number): string {
  const at = fraction * (anchors.length - 1);
  const left = Math.min(Math.floor(at), anchors.length - 2);
  const channel = (colour: string, i: number) =>
    Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => {
    const [from, to] = [channel(anchors[left]!, i), channel(anchors[left + 1]!, i)];
    return Math.round(from + (to - from) * (at - left))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}
