import type { Arm } from './arm.ts';
import { wordsOf } from './labels.ts';

/** Where arms stand on the axis "method and batch size", in steps between neighbouring batch sizes. */
export interface CategoryAxis {
  readonly at: ReadonlyMap<Arm, number>;
  readonly groups: readonly Group[];
  /** The middle of the groups of each problem, and what sets it apart; empty where there is one problem. */
  readonly problems: readonly { readonly value: number; readonly words: readonly string[] }[];
  /** Where one group ends and the next begins. */
  readonly borders: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** Neighbours on the axis that are of a kind. */
export interface Group {
  /** Empty where the ticks say all. */
  readonly name: string;
  /** Instead of the name where there is no room for it. */
  readonly brief?: string;
  readonly start: number;
  readonly end: number;
  readonly ticks: readonly Tick[];
}

interface Tick {
  readonly value: number;
  readonly label: string;
  /** Instead of the label where there is no room for all of them. */
  readonly brief?: string;
}

interface Placed extends Group {
  readonly places: readonly (readonly [Arm, number])[];
}

const GROUP_GAP = 1.25; // in units of one step between neighbouring batch sizes
const RATE_GAP = 0.85;
const OTHER_GAP = 1.2;

/**
 * SGD by log B, then GD by η, other methods by name, then gradient flow, for each problem.
 *
 * SGD arms that differ only in η stand side by side about their B.
 */
export function categoryAxis(arms: readonly Arm[]): CategoryAxis {
  const groups: Placed[] = [];
  const middles: { value: number; words: readonly string[] }[] = [];
  for (const problem of new Set(arms.map((arm) => arm.problem))) {
    const own = arms.filter((arm) => arm.problem === problem);
    const first = groups.length;
    for (const place of [stochastic, descent, other, flow]) {
      const last = groups.at(-1);
      const group = place(own, last === undefined ? 0 : last.end + GROUP_GAP);
      if (group !== null) groups.push(group);
    }
    const value = (groups[first]!.start + groups.at(-1)!.end) / 2;
    const words = own[0]!.coordinates.problem.map(wordsOf);
    if (words.length > 0) middles.push({ value, words });
  }
  return {
    at: new Map(groups.flatMap(({ places }) => places)),
    groups,
    problems: middles,
    borders: groups.slice(1).map(({ start }) => start - GROUP_GAP / 2),
    low: -0.6,
    high: groups.at(-1)!.end + 0.6,
  };
}

function stochastic(arms: readonly Arm[], start: number): Placed | null {
  const own = arms.filter(({ family }) => family === 'stochastic');
  if (own.length === 0) return null;
  const batches = sorted(own.map(({ batch }) => batch!));
  const gaps = batches.slice(1).map((batch, i) => Math.log(batch / batches[i]!));
  const step = gaps.length > 0 ? Math.min(...gaps) : 1;
  // Steps of one batch size to the next, at most doubled, so that an outlier does not crowd the rest.
  const ticks = [{ value: start, label: String(batches[0]) }];
  for (const [i, gap] of gaps.entries()) {
    const value = ticks[i]!.value + Math.min(gap / step, 2);
    ticks.push({ value, label: String(batches[i + 1]) });
  }
  const rates = new Set(own.map(({ rate }) => rate));
  const spread = Math.min(0.22, 0.6 / rates.size);
  const places = own.map((arm): [Arm, number] => {
    const twins = own.filter(({ batch }) => batch === arm.batch);
    const rank = twins.indexOf(arm) - (twins.length - 1) / 2;
    return [arm, ticks[batches.indexOf(arm.batch!)]!.value + rank * spread];
  });
  const [name, brief] = [batches.length > 2 ? 'SGD: batch size B' : 'SGD: B', 'SGD: B'];
  return { name, brief, start, end: ticks.at(-1)!.value, places, ticks };
}

function descent(arms: readonly Arm[], start: number): Placed | null {
  const own = arms.filter(({ family }) => family === 'descent');
  if (own.length === 0) return null;
  const places = inRow(own, start, RATE_GAP);
  // Arms that are pooled over η (see poolRates) have none.
  const pooled = own.every(({ rate }) => rate === undefined);
  const ticks = places.map(([{ rate }, value]) => ({
    value,
    label: pooled ? 'GD' : String(rate),
  }));
  return { name: pooled ? 'full batch' : 'GD: η', start, end: ticks.at(-1)!.value, places, ticks };
}

function other(arms: readonly Arm[], start: number): Placed | null {
  const own = arms.filter(({ family }) => family === 'other');
  if (own.length === 0) return null;
  const places = inRow(own, start, OTHER_GAP);
  const ticks = places.map(([arm, value]) => ({
    value,
    label: tickOf(arm, arms),
    // What several arms are called tells none of them.
    ...(own.filter(({ card }) => card.title === arm.card.title).length === 1
      ? { brief: arm.card.title }
      : {}),
  }));
  return { name: '', start, end: ticks.at(-1)!.value, places, ticks };
}

function flow(arms: readonly Arm[], start: number): Placed | null {
  const own = arms.filter(({ family }) => family === 'flow');
  if (own.length === 0) return null;
  const places = inRow(own, start, RATE_GAP);
  const end = places.at(-1)![1];
  const middle = { value: (start + end) / 2, label: '' };
  const ticks = places.map(([arm, value]) => ({ value, label: tellingWords(arm, own).join(', ') }));
  // Where nothing of the method tells them apart, the name stands once.
  const isTold = own.length > 1 && ticks.every(({ label }) => label !== '');
  return { name: 'flow', start, end, places, ticks: isTold ? ticks : [middle] };
}

/** The title of an arm, with what tells it from the others of that title: `SGD, label flips 0.1`. */
function tickOf(arm: Arm, all: readonly Arm[]): string {
  const peers = all.filter(({ card }) => card.title === arm.card.title);
  const rows = peers.filter(({ family }) => family === 'other');
  // B and η of plain SGD and GD stand in groups of their own.
  const words = tellingWords(arm, peers, (key) => (PLAIN.includes(key) ? rows : peers));
  return [arm.card.title, ...words].join(', ');
}

/** The settings of an arm's method in which others have another: `label flips 0.1`. */
const tellingWords = (
  arm: Arm,
  peers: readonly Arm[],
  among = (_: string): readonly Arm[] => peers,
): readonly string[] =>
  arm.coordinates.method
    .filter(
      ({ key, value }) =>
        value !== null && new Set(among(key).map((one) => coordinateOf(one, key))).size > 1,
    )
    .map(wordsOf);

const PLAIN: readonly string[] = ['method.batch', 'method.rate'];

const coordinateOf = ({ coordinates }: Arm, key: string): string =>
  JSON.stringify(coordinates.method.find((one) => one.key === key)?.value);

const inRow = (arms: readonly Arm[], start: number, gap: number) =>
  arms.map((arm, i): [Arm, number] => [arm, start + i * gap]);

const sorted = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
