import type { Interval } from '../../../src/core/range.ts';
import type { Finding } from '../../../src/report/findings/finding.ts';
import type { Findings } from '../../../src/report/findings/findings.ts';
import { studentPower } from '../../../src/stats/power.ts';
import type { Kind, Trial } from './rates.ts';
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

type Numbers = Readonly<Record<string, unknown>>;
const numbers = (finding: Finding<object>) => finding.evidence as Numbers;
const ownInterval = (finding: Finding<object>) => numbers(finding).interval as Interval | null;
const slopeInterval = (finding: Finding<object>) =>
  (numbers(finding).slope as { readonly interval: Interval | null }).interval;
const only = (findings: readonly Finding<object>[], wanted: Numbers) =>
  findings.filter((one) =>
    Object.entries(wanted).every(([key, value]) => numbers(one)[key] === value),
  );

const compared = (quantity: string) => ({
  of: ({ comparisons }: Findings) => only(comparisons, { quantity }),
  claims: /: (smaller|larger)/,
  interval: ownInterval,
});
const trended = (quantity: string) => ({
  of: ({ trends }: Findings) => only(trends, { quantity }),
  claims: /: (rises|falls) with B/,
  interval: slopeInterval,
});
const sharpened = (kind: 'edge' | 'rise') => ({
  of: ({ sharpening }: Findings) => only(sharpening, { kind }),
  claims: kind === 'edge' ? /: (above|below) it/ : /: it (rose|fell)/,
  interval: ownInterval,
});
const stable = {
  of: ({ stability }: Findings) => stability,
  claims: /: (above|below) 2\/λ₀/,
  interval: ownInterval,
};
const associated = {
  of: ({ associations }: Findings) => only(associations, { measure: 'trace' }),
  claims: /: arms with a larger/,
};
const distant = { of: ({ distances }: Findings) => distances, interval: slopeInterval };
const EQUAL = /(within|by less than) 5 %\.$/;

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
      { name: 'comparison, ratio', ...compared('trace'), truth: 1 },
      { name: 'comparison, difference', ...compared('lossGap'), truth: 0 },
      { name: 'comparison, counts of examples', ...compared('accuracyGap'), truth: 0 },
      { name: 'trend, power of B', ...trended('trace'), truth: 0 },
      { name: 'trend, per doubling of B', ...trended('lossGap'), truth: 0 },
      { name: 'trend of the largest stable η', ...trended('threshold'), truth: 0 },
      { name: 'ranks, arms alike', ...associated },
      { name: 'largest stable η against 2/λ₀', ...stable, truth: 1 },
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
      { name: 'comparison with the flow, ratio', ...compared('trace'), truth: 1 },
      { name: 'λ against 2/η', ...sharpened('edge'), truth: 1 },
      { name: 'λ of a flow, end against start', ...sharpened('rise'), truth: 1 },
      // The exponent lies on the edge of the range: it is neither first order nor not.
      {
        name: 'order of the distance to the flow',
        ...distant,
        claims: /: (not the )?first/,
        truth: 1.1,
      },
    ],
  },
  {
    world: stationaryWorld,
    sizes: everySize,
    kinds: [
      { name: 'catapults', of: ({ catapults }) => catapults, claims: /catapulted/, silence: true },
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
    kinds: [{ name: 'largest stable η 5 % above 2/λ₀ called equal', ...stable, claims: EQUAL }],
  },
  {
    world: inDescent({ edge: -Math.log(1.05) }),
    sizes: sizesOf(3),
    kinds: [{ name: 'λ 5 % below 2/η called equal', ...sharpened('edge'), claims: EQUAL }],
  },
  {
    world: inDescent({ trace: Math.log(1.05), traceNoise: 0.01 }),
    sizes: sizesOf(3),
    kinds: [
      {
        name: 'traces 5 % apart called equal',
        ...compared('trace'),
        of: ({ comparisons }) => only(comparisons, { reference: 'GD η = 0.1' }),
        claims: EQUAL,
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
    kinds: [{ name: 'comparison, ratio', ...compared('trace'), claims: /: smaller/ }],
    effect: (doublings * small * Math.LN2) / (Math.SQRT2 * NOISE.log),
  },
  {
    world: inBatches({ power: great }),
    sizes: FIVE,
    kinds: [{ name: 'comparison, difference', ...compared('lossGap'), claims: /: smaller/ }],
    effect: (doublings * great) / 100 / (Math.SQRT2 * NOISE.gap),
  },
  {
    world: inBatches({ power: small }),
    sizes: FIVE,
    kinds: [{ name: 'trend, power of B', ...trended('trace'), claims: /: rises/ }],
    effect: (small * Math.LN2 * ACROSS) / NOISE.log,
  },
  {
    world: inBatches({ power: great }),
    sizes: FIVE,
    kinds: [{ name: 'trend, per doubling of B', ...trended('lossGap'), claims: /: rises/ }],
    effect: ((great / 100) * ACROSS) / NOISE.gap,
  },
  {
    world: inBatches({ stability: 2 * NOISE.threshold }),
    sizes: FIVE,
    kinds: [{ name: 'largest stable η against 2/λ₀', ...stable, claims: /: above/ }],
    effect: 2,
  },
  {
    world: inDescent({ edge: 3 * DESCENT_NOISE.edge }),
    sizes: FIVE,
    kinds: [{ name: 'λ against 2/η', ...sharpened('edge'), claims: /: above/ }],
    effect: 3,
  },
  {
    world: inDescent({ rise: 2 * DESCENT_NOISE.rise }),
    sizes: FIVE,
    kinds: [{ name: 'λ of a flow, end against start', ...sharpened('rise'), claims: /: it rose/ }],
    effect: 2,
  },
  {
    world: inDescent({ order: 1.1 + 3 * DESCENT_NOISE.order }),
    sizes: FIVE,
    kinds: [{ name: 'order of the distance to the flow', ...distant, claims: /: not the first/ }],
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
  kinds: [{ name: 'ranks', ...associated, claims: /have a larger loss gap\.$/ }],
};

/** All of them; a trial is known by its place here. */
export const trials: readonly Trial[] = [...nulls, bracketed, ...margins, ...effects, ranked];
