import { namesIn } from '../../../src/claims/statements/names-in.ts';
import type { Statement } from '../../../src/claims/statements/statement.ts';
import { type Row, vocabularyOf } from '../../../src/claims/table/table.ts';
import { type Rng, rng } from '../../../src/core/random.ts';
import { missOf, type Side } from './aim.ts';
import { numbersOf, rowWith } from './numbers.ts';
import type { Plan, PlannedRun } from './plan.ts';
import { withFew } from './replicates.ts';
import { isLaw, type Knob, keyOf, knobsOf, type Settings } from './settings.ts';

/** Where the numbers of each statement are to lie. */
export type Aims = readonly { readonly statement: Statement; readonly side: Side }[];

/** Nothing is set; what others are held against stands still; the best of many laws; anything. */
type Begin = 'bare' | 'still' | 'laws' | 'random';

/** Where searches begin, one after the other, and how many rounds over all knobs each may take: the plainest records are tried first. */
export const starts: readonly (readonly [Begin, rounds: number])[] = [
  ...([
    ['bare', 1],
    ['laws', 1],
    ['still', 1],
    ['bare', 3],
  ] as const),
  ...([
    ['random', 2],
    ['laws', 3],
    ['random', 2],
    ['random', 3],
    ['laws', 4],
  ] as const),
];

const HALVINGS = 14;

/**
 * Settings under which the numbers of statements lie on the sides that are asked for: knob after knob is set to what brings them nearest. `start` is the
 * place of its beginning among `starts`. Undefined where nothing was found.
 */
export function settingsFor(all: Plan, aims: Aims, start: number): Settings | undefined {
  const plan = withFew(all);
  const one = plan.runs;
  const [begins, rounds] = starts[start]!;
  const knobs = knobsOf(plan);
  const built = (settings: Settings, run: PlannedRun) =>
    rowWith(run, numbersOf(plan, run, settings, 0));
  const judge = judgeOf(aims);
  const everything = (settings: Settings) => judge(one.map((run) => built(settings, run)));
  const settings = startOf(plan, knobs, begins, rng(start).fork('start'), everything);
  let rows = one.map((run) => built(settings, run));
  let best = judge(rows);
  for (let round = 0; round < rounds && best > 0; round++) {
    const before = best;
    for (const knob of knobs) {
      // Only the runs that it changes are made anew, and only the statements that name its leaf looked at.
      const turnedRows = () =>
        rows.map((row, i) => (concerns(knob, one[i]!) ? built(settings, one[i]!) : row));
      best = turned(settings, knob, best, () => judge(turnedRows(), knob.leaf));
      rows = turnedRows();
      judge(rows, knob.leaf);
      if (best === 0) break;
    }
    if (best >= before) break;
  }
  return best === 0 ? settings : undefined;
}

/** Whether a knob changes anything of a run. */
const concerns = ({ place }: Knob, { arm }: PlannedRun): boolean =>
  !place.startsWith('arm') || place === `arm ${arm}`;

/** How far rows are from what is asked for; where a leaf is named, with what was found before of the statements that do not name it. */
function judgeOf(aims: Aims): (rows: readonly Row[], leaf?: string) => number {
  const names = aims.map(({ statement }) => namesIn([statement]));
  const misses: number[] = aims.map(() => Number.NaN);
  const isOf = (leaf: string, i: number) =>
    leaf === 'ending' ||
    leaf.startsWith('reference(') ||
    names[i]!.has(leaf) ||
    (leaf === 'theta' && names[i]!.has('theta0'));
  let vocabulary: ReturnType<typeof vocabularyOf> | undefined;
  return (rows, leaf) => {
    // The same names whatever the numbers.
    vocabulary ??= vocabularyOf({ rows });
    for (const [i, { statement, side }] of aims.entries())
      if (leaf === undefined || isOf(leaf, i))
        misses[i] = missOf(statement, side, rows, vocabulary);
    return misses.reduce((a, b) => a + b, 0);
  };
}

/** From where the search begins. */
function startOf(
  { leaves, runs, axes, replicates }: Plan,
  knobs: readonly Knob[],
  begins: Begin,
  stream: Rng,
  missOfThese: (settings: Settings) => number,
): Map<string, number> {
  const settings = new Map<string, number>();
  if (begins === 'bare') return settings;
  if (begins === 'random') {
    for (const knob of knobs)
      if (stream.uniform() < 0.3)
        settings.set(keyOf(knob), knob.tries[stream.integer(knob.tries.length)]! / 4);
    return settings;
  }
  for (const leaf of leaves.keys()) {
    settings.set(keyOf({ leaf, shape: 'drift', place: 'all' }), STILL);
    for (const { row, arm } of runs)
      if (axes.some((axis) => row.axes[axis] === undefined))
        settings.set(keyOf({ leaf, shape: 'push', place: `arm ${arm}` }), STILL);
  }
  if (begins === 'still') return settings;
  const laws = knobs.filter(({ place, shape }) => isLaw(shape) && !place.startsWith('arm'));
  // How far replicates lie apart may be a root.
  const powers = [0, 0, 1, 2, -1, ...(replicates === undefined ? [] : [0.5, -0.5])];
  let best = { miss: Number.POSITIVE_INFINITY, settings };
  for (let i = 0; i < LAWS && best.miss > 0; i++) {
    const drawn = new Map(settings);
    for (const knob of laws) {
      const from = knob.place.startsWith('along') ? powers : [0, 0, -5, 5, STILL];
      drawn.set(keyOf(knob), from[stream.integer(from.length)]!);
    }
    const miss = missOfThese(drawn);
    if (miss < best.miss) best = { miss, settings: drawn };
  }
  return best.settings;
}

/** The logarithm of next to nothing. */
const STILL = -14;

/** What adding and taking away a large number leaves of a miss. */
const ROUNDING = 1e-6;

/** How many laws are drawn. */
const LAWS = 300;

/** Sets a knob to the best of what is tried about where it stands, then between its neighbours. */
function turned(settings: Map<string, number>, knob: Knob, before: number, miss: () => number) {
  const key = keyOf(knob);
  const old = settings.get(key) ?? 0;
  let [best, at] = [before, old];
  const attempt = (x: number) => {
    settings.set(key, x);
    const found = miss();
    if (found < best - ROUNDING || (found === 0 && best > 0)) [best, at] = [found, x];
    return found;
  };
  const n = knob.tries.length;
  const probes = [Math.floor(n / 4), Math.floor((3 * n) / 4), 0, n - 1].flatMap((k) =>
    knob.tries[k] === old ? [] : [knob.tries[k]!],
  );
  if (probes.every((x) => Math.abs(attempt(x) - before) <= ROUNDING)) {
    settings.set(key, old);
    return before;
  }
  const places = [...new Set([...knob.tries, old])].sort((a, b) => a - b);
  for (const x of places) {
    if (x !== old && !probes.includes(x)) attempt(x);
    if (best === 0) break;
  }
  if (best > 0 && best < before) {
    const i = places.indexOf(at);
    let [low, high] = [places[i - 1] ?? at, places[i + 1] ?? at];
    for (let k = 0; k < HALVINGS && best > 0; k++) {
      const [left, right] = [(low + at) / 2, (at + high) / 2];
      const middle = at;
      attempt(left);
      if (at === middle) attempt(right);
      [low, high] = at === left ? [low, middle] : at === right ? [middle, high] : [left, right];
    }
  }
  settings.set(key, at);
  return best;
}
