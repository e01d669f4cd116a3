import type { Interval } from '../../../src/core/range.ts';
import type { Finding } from '../../../src/report/findings/finding.ts';
import type { Findings } from '../../../src/report/findings/findings.ts';
import { studentPower } from '../../../src/stats/power.ts';
import type { Kind, Numbers, Trial } from './rates.ts';
import {
  type BatchTruth,
  batchWorld,
  DESCENT_NOISE,
  type DescentTruth,
  descentWorld,
  NOISE,
  nothing,
  type Size,
  stationaryWorld,
} from './worlds.ts';

const ownInterval = (numbers: Numbers) => numbers.interval as Interval | null;
const slopeInterval = (numbers: Numbers) =>
  (numbers.slope as { readonly interval: Interval | null }).interval;
const only = (all: readonly object[], wanted: Numbers) =>
  (all as readonly Numbers[]).filter((one) =>
    Object.entries(wanted).every(([key, value]) => one[key] === value),
  );

/** By the printed interval alone, whatever else the report looks at. */
const above = (interval: Kind['interval'], nothing: number) => (numbers: Numbers) =>
  (interval!(numbers)?.[0] ?? Number.NEGATIVE_INFINITY) > nothing;
const below = (interval: Kind['interval'], nothing: number) => (numbers: Numbers) =>
  (interval!(numbers)?.[1] ?? Number.POSITIVE_INFINITY) < nothing;
const apart = (interval: Kind['interval'], nothing: number) => (numbers: Numbers) =>
  above(interval, nothing)(numbers) || below(interval, nothing)(numbers);

/** The last arm of a trend against its first. */
const compared = (quantity: string, nothing: 0 | 1) => ({
  of: ({ pairs }: Findings) => only(pairs, { quantity }).slice(-1),
  claims: apart(ownInterval, nothing),
  interval: ownInterval,
});
const trended = (quantity: string) => ({
  of: ({ trends }: Findings) => only(trends, { quantity }),
  claims: apart(slopeInterval, 0),
  interval: slopeInterval,
});
const against = (axis: string) => ({
  of: ({ comparisons }: Findings) => only(comparisons, { quantity: 'trace', axis }),
  claims: apart(ownInterval, 1),
  interval: ownInterval,
});
const armsOf = (findings: readonly Finding<{ readonly arms: readonly object[] }>[]) =>
  findings.flatMap(({ evidence: { arms } }) => arms);
const sharpened = (kind: 'edge' | 'rise') => ({
  of: ({ sharpening }: Findings) => only(armsOf(sharpening), { kind }),
  claims: apart(ownInterval, 1),
  interval: ownInterval,
});
const stable = {
  of: ({ stability }: Findings) => only(armsOf(stability), {}),
  claims: apart(ownInterval, 1),
  interval: ownInterval,
};
const associated = {
  of: ({ associations }: Findings) =>
    only(
      associations.map(({ evidence }) => evidence),
      { measure: 'trace' },
    ),
  claims: ({ p }: Numbers) => (p as number) <= 0.05,
  silence: true,
} as const;
const distant = {
  of: ({ distances }: Findings) =>
    only(
      distances.flatMap(({ evidence }) => evidence.distances),
      {},
    ),
  interval: slopeInterval,
};
const equal = ({ equivalent, negligible }: Numbers) => equivalent === true || negligible === true;

/** Whatever a report claims that is not there: one claim for each report. */
const whole: Kind = {
  name: 'any sentence of a report',
  of: ({ trends, comparisons, pairs, associations, sharpening, stability, distances }) => {
    const evidence = [...associations, ...distances].map((one) => one.evidence);
    const arms = [...armsOf(sharpening), ...armsOf(stability)];
    const outcomes = only([...trends, ...comparisons, ...pairs, ...evidence, ...arms], {});
    return [{ claimed: outcomes.some(({ outcome }) => CLAIMS.includes(outcome as string)) }];
  },
  claims: ({ claimed }) => claimed === true,
};
const CLAIMS: readonly string[] = [
  ...['rises', 'falls', 'larger', 'smaller', 'above', 'below'],
  ...['together', 'opposed', 'not first order'],
];

const inBatches =
  (truth: Partial<BatchTruth>) => (stream: Parameters<Trial['world']>[0], size: Size) =>
    batchWorld(stream, size, { ...nothing, ...truth });
const still: DescentTruth = { rise: 0, edge: 0, order: 1.1, trace: 0, traceNoise: NOISE.log };
const inDescent =
  (truth: Partial<DescentTruth>) => (stream: Parameters<Trial['world']>[0], size: Size) =>
    descentWorld(stream, size, { ...still, ...truth });

const SEEDS = [2, 3, 4, 5];
const ARMS = [3, 4, 5, 6, 7, 8];
const everySize = SEEDS.flatMap((seeds) => ARMS.map((arms) => ({ seeds, arms })));
const sizesOf = (arms: number) => SEEDS.map((seeds) => ({ seeds, arms }));

/** Where there is nothing to find: 2 to 5 seeds, 3 to 8 arms. */
export const nulls: readonly Trial[] = [
  {
    world: inBatches({}),
    sizes: everySize,
    kinds: [
      { name: 'comparison, ratio', ...compared('trace', 1), truth: 1 },
      { name: 'comparison, difference', ...compared('lossGap', 0), truth: 0 },
      { name: 'comparison, counts of examples', ...compared('accuracyGap', 0), truth: 0 },
      { name: 'trend, power of B', ...trended('trace'), truth: 0 },
      { name: 'trend, per doubling of B', ...trended('lossGap'), truth: 0 },
      { name: 'trend of the largest stable η', ...trended('threshold'), truth: 0 },
      { name: 'ranks, arms alike', ...associated },
      { name: 'largest stable η against 2/λ₀', ...stable, truth: 1 },
      whole,
    ],
  },
  {
    world: inBatches({ armSpread: 5 }),
    sizes: everySize,
    kinds: [{ name: 'ranks, arms that differ', ...associated }],
  },
  {
    world: inDescent({}),
    sizes: everySize,
    kinds: [
      { name: 'comparison with the flow, ratio', ...against('method'), truth: 1 },
      { name: 'λ against 2/η', ...sharpened('edge'), truth: 1 },
      { name: 'λ of a flow, end against start', ...sharpened('rise'), truth: 1 },
      // The exponent lies on the edge of the range: it is neither first order nor not.
      {
        name: 'order of the distance to the flow',
        ...distant,
        claims: apart(slopeInterval, 1.1),
        truth: 1.1,
      },
      whole,
    ],
  },
  {
    world: stationaryWorld,
    sizes: everySize,
    kinds: [
      {
        name: 'catapults',
        of: ({ catapults }) =>
          only(
            catapults.map(({ evidence }) => evidence),
            { state: 'catapulted' },
          ),
        claims: () => true,
        silence: true,
      },
    ],
  },
];

/** As `nulls`, but where intervals are wider by design and cover at least as often as they say. */
export const bracketed: Trial = {
  world: inBatches({ bracket: 0.03 }),
  sizes: sizesOf(3),
  kinds: [{ name: 'largest stable η known to 3 %', ...stable, truth: 1 }],
};

/** What lies on the edge of the margin, and is not to be called equal. */
export const margins: readonly Trial[] = [
  {
    world: inBatches({ stability: Math.log(1.05) }),
    sizes: sizesOf(3),
    kinds: [{ name: 'largest stable η 5 % above 2/λ₀ called equal', ...stable, claims: equal }],
  },
  {
    world: inDescent({ edge: -Math.log(1.05) }),
    sizes: sizesOf(3),
    kinds: [{ name: 'λ 5 % below 2/η called equal', ...sharpened('edge'), claims: equal }],
  },
  {
    world: inDescent({ trace: Math.log(1.05), traceNoise: 0.01 }),
    sizes: sizesOf(3),
    kinds: [
      {
        name: 'traces 5 % apart called equal',
        ...against('rate'),
        claims: equal,
      },
    ],
  },
];

/** A known effect, in standard deviations of what each seed says of it. */
export interface Effect extends Trial {
  readonly kinds: readonly [Kind];
  readonly effect: number;
}

const FIVE = sizesOf(5);
const doublings = 4; // from the first to the last of five batch sizes
const ACROSS = Math.sqrt(10); // √Σ(i − 2)² over five arms
const small = 0.1;
const great = 0.4;

/** Known effects over five arms; each is found with the power that `studentPower` states. */
export const effects: readonly Effect[] = [
  {
    world: inBatches({ power: small }),
    sizes: FIVE,
    kinds: [{ name: 'comparison, ratio', ...compared('trace', 1), claims: above(ownInterval, 1) }],
    effect: (doublings * small * Math.LN2) / (Math.SQRT2 * NOISE.log),
  },
  {
    world: inBatches({ power: great }),
    sizes: FIVE,
    kinds: [
      { name: 'comparison, difference', ...compared('lossGap', 0), claims: above(ownInterval, 0) },
    ],
    effect: (doublings * great) / 100 / (Math.SQRT2 * NOISE.gap),
  },
  {
    world: inBatches({ power: small }),
    sizes: FIVE,
    kinds: [{ name: 'trend, power of B', ...trended('trace'), claims: above(slopeInterval, 0) }],
    effect: (small * Math.LN2 * ACROSS) / NOISE.log,
  },
  {
    world: inBatches({ power: great }),
    sizes: FIVE,
    kinds: [
      { name: 'trend, per doubling of B', ...trended('lossGap'), claims: above(slopeInterval, 0) },
    ],
    effect: ((great / 100) * ACROSS) / NOISE.gap,
  },
  {
    world: inBatches({ stability: 2 * NOISE.threshold }),
    sizes: FIVE,
    kinds: [{ name: 'largest stable η against 2/λ₀', ...stable, claims: above(ownInterval, 1) }],
    effect: 2,
  },
  {
    world: inDescent({ edge: 3 * DESCENT_NOISE.edge }),
    sizes: FIVE,
    kinds: [{ name: 'λ against 2/η', ...sharpened('edge'), claims: above(ownInterval, 1) }],
    effect: 3,
  },
  {
    world: inDescent({ rise: 2 * DESCENT_NOISE.rise }),
    sizes: FIVE,
    kinds: [
      {
        name: 'λ of a flow, end against start',
        ...sharpened('rise'),
        claims: above(ownInterval, 1),
      },
    ],
    effect: 2,
  },
  {
    world: inDescent({ order: 1.1 + 3 * DESCENT_NOISE.order }),
    sizes: FIVE,
    kinds: [
      { name: 'order of the distance to the flow', ...distant, claims: above(slopeInterval, 1.1) },
    ],
    effect: 3,
  },
];

/** The power stated for an effect: two-sided, and all of it on the right side. */
export const statedPower = ({ effect }: Effect, { seeds }: Size): number =>
  studentPower(effect, seeds);

/** Arms whose trace and gap go together (effects of five times the noise, correlation 0.95): how often ranks tell. */
export const ranked: Trial = {
  world: inBatches({ armSpread: 5, correlation: 0.95 }),
  sizes: ARMS.map((arms) => ({ seeds: 3, arms })),
  kinds: [
    {
      name: 'ranks',
      ...associated,
      claims: ({ p, tau }) => (p as number) <= 0.05 && (tau as number) > 0,
    },
  ],
};

/** All of them; a trial is known by its place here. */
export const trials: readonly Trial[] = [...nulls, bracketed, ...margins, ...effects, ranked];
