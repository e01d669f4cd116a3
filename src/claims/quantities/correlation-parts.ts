import { rng } from '../../core/random.ts';
import { contains, type Range } from '../../core/range.ts';
import { kendallTau, rankAgreement } from '../../stats/rank.ts';
import { meanEstimate } from '../estimates/mean-estimate.ts';
import type { Estimation, NoEstimation, Part, Parts, Sample } from '../estimates/part.ts';
import type { CorrelationStatement } from '../statements/statement.ts';
import { quantityOf } from '../table/evaluate.ts';
import { exact, type Quantity } from '../table/value.ts';
import { gatheredOf, type Line, linesOf } from './grid.ts';
import { type Ground, isComputed } from './ground.ts';
import { given, rangeOf } from './single-parts.ts';

/** With fewer units perfect ranks come about by chance too often: 2/4! = 0.08. */
const FEWEST = 5;
/** From so many on one exchanged pair does not decide. */
const ASKED = 8;

/**
 * `correlation`: Kendall's τ-b over the arms of every seed, Student over seeds; a range that leaves 0 out also wants the
 * permutation test of whole arms to tell it from chance. Within arms it is τ over seeds, with a jackknife over them.
 */
export function correlationParts(ground: Ground, statement: CorrelationStatement): Parts {
  const found = rankedLines(ground, statement);
  if (found === undefined) return { parts: [], scope: ['no run has both'] };
  const { of: x, other: y, units } = found;
  const table = (line: Line) =>
    units.map((unit) => line.places.map(({ byUnit }) => byUnit.get(unit)!));
  const { places } = x;
  const within = statement.within === 'seed';
  // Ranks are those of the arms of a unit, or of the units of an arm; by unit in either case.
  const [us, vs] = [x, y].map((line) =>
    within ? table(line).map(ranks) : turned(turned(table(line)).map(ranks)),
  ) as [Ranks, Ranks];
  const scope = [...new Set([...x.scope, ...y.scope])];
  const ranked = within ? places.length : units.length;
  const what = within ? 'arms' : 'units';
  if (ranked < FEWEST)
    return {
      parts: [],
      scope: [
        `ranks of ${ranked} ${what} can never tell; ${FEWEST} are the fewest, ${ASKED} are better`,
        ...scope,
      ],
    };
  if (ranked < ASKED)
    scope.push(
      `${ranked} ${what}: one exchanged pair changes τ by ${(4 / (ranked * (ranked - 1))).toFixed(2)}`,
    );
  const target = rangeOf(statement.in);
  const gathered = {
    ...gatheredOf(x, () => exact(0)),
    missing: [
      ...x.missing,
      ...y.missing.filter(({ unit }) => !x.missing.some((one) => one.unit === unit)),
    ],
    samples: within ? withinSeeds(units, us, vs) : jackknife(units, us, vs),
  };
  const part: Part = {
    label: '',
    predicted: target,
    gathered,
    estimate: (samples, level) =>
      judged(ground, samples, target, level, within ? [us, vs] : [turned(us), turned(vs)], ranked),
  };
  return { parts: [part], scope };
}

/** The arms whose ranks are held against each other, with both of their numbers for every unit; undefined where no run has both. */
export function rankedLines(
  ground: Ground,
  { of, with: other }: CorrelationStatement,
): { readonly of: Line; readonly other: Line; readonly units: readonly string[] } | undefined {
  const constant = { text: 'its arms', node: { kind: 'number', at: 0, value: 0 } } as const;
  const xs = joinedLine(linesOf(ground, constant, (_, context) => given(quantityOf(of, context))));
  const ys = joinedLine(
    linesOf(ground, constant, (_, context) => given(quantityOf(other, context))),
  );
  if (xs === undefined || ys === undefined) return undefined;
  const labels = new Set(ys.places.map(({ label }) => label));
  const places = xs.places.filter(({ label }) => labels.has(label));
  const byLabel = new Map(ys.places.map((place) => [place.label, place]));
  return {
    of: { ...xs, places },
    other: { ...ys, places: places.map(({ label }) => byLabel.get(label)!) },
    units: xs.units.filter((unit) => ys.units.includes(unit)),
  };
}

type Ranks = readonly (readonly number[])[];

function judged(
  ground: Ground,
  samples: readonly Sample[],
  target: Range,
  level: number,
  [xs, ys]: readonly [Ranks, Ranks],
  ranked: number,
): Estimation | NoEstimation {
  // The least that one exchange of neighbours changes.
  const grain = 4 / (ranked * (ranked - 1));
  const found = meanEstimate(
    samples.map(({ quantity }) => quantity),
    target,
    { level, computed: isComputed(ground), grain: isComputed(ground) ? 0 : grain },
  );
  if ('undefined' in found) return found;
  const [low, high] = found.interval;
  const clipped = { ...found, interval: [Math.max(-1, low), Math.min(1, high)] as const };
  const isEdge = target.low === 0 || target.high === 0;
  if (contains(target, 0) && !isEdge) return clipped;
  const agreement = rankAgreement(xs, ys, rng(1)).p;
  const p = Number.isNaN(agreement) ? 1 : agreement;
  const inside = Math.max(found.inside, p);
  // Student's interval of ranks of few units is too short; where τ = 0 is the edge, permutations say exactly how sure either side is.
  return { ...clipped, inside, outside: isEdge ? Math.max(found.outside, p) : found.outside };
}

/** All lines as one: a correlation takes every arm there is. */
function joinedLine(all: readonly Line[]): Line | undefined {
  const lines = all.filter(({ places }) => places.length > 0);
  const [first, ...rest] = lines;
  if (first === undefined) return undefined;
  const named = (line: Line) =>
    line.places.map((place) => ({
      ...place,
      label: [line.label, place.label].filter((t) => t !== 'all').join(', '),
    }));
  return {
    ...first,
    places: lines.flatMap(named),
    units: first.units.filter((unit) => rest.every((line) => line.units.includes(unit))),
    missing: lines.flatMap((line) => line.missing),
    outside: [...new Set(lines.flatMap((line) => line.outside))],
    scope: all.flatMap((line) => line.scope),
  };
}

/** Numbers for which what cannot be told apart by its ends is a tie. */
function ranks(quantities: readonly Quantity[]): readonly number[] {
  const order = quantities.map((_, i) => i).sort((a, b) => quantities[a]!.low - quantities[b]!.low);
  const found: number[] = [];
  let [rank, top] = [0, Number.NEGATIVE_INFINITY];
  for (const i of order) {
    if (quantities[i]!.low > top) rank++;
    found[i] = rank;
    top = Math.max(top, quantities[i]!.high);
  }
  return found;
}

function withinSeeds(units: readonly string[], xs: Ranks, ys: Ranks): readonly Sample[] {
  return units.flatMap((unit, i) => {
    const tau = kendallTau(xs[i]!, ys[i]!);
    return Number.isNaN(tau) ? [] : [{ unit, quantity: exact(tau) }];
  });
}

/** Pseudo-values n τ̄ − (n − 1) τ̄₍ᵢ₎, whose mean and spread are those of τ̄; Tukey 1958, Ann. Math. Statist. 29. */
function jackknife(units: readonly string[], xs: Ranks, ys: Ranks): readonly Sample[] {
  const tauOf = (rows: readonly number[]) => {
    const taus = turned(rows.map((i) => xs[i]!)).map((x, arm) =>
      kendallTau(x, turned(rows.map((i) => ys[i]!))[arm]!),
    );
    const told = taus.filter((tau) => !Number.isNaN(tau));
    return told.length === 0 ? Number.NaN : told.reduce((a, b) => a + b, 0) / told.length;
  };
  const all = units.map((_, i) => i);
  const whole = tauOf(all);
  const n = units.length;
  const values = all.map((i) => n * whole - (n - 1) * tauOf(all.filter((j) => j !== i)));
  return values.every(Number.isFinite)
    ? values.map((value, i) => ({ unit: units[i]!, quantity: exact(value) }))
    : [];
}

const turned = <T>(rows: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]!));
