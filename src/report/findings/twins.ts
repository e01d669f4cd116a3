import { type Arm, runsOf } from '../arms/arm.ts';
import { bySeed } from '../arms/measured.ts';
import { metricsIn } from '../arms/metric.ts';
import { ROUNDING } from '../arms/spread.ts';
import { plural } from '../arms/wording.ts';
import { listed } from '../effects/words.ts';
import { certain, type Finder, type Statement } from './finding.ts';

/** Arms whose runs ended alike in every seed and measure, to rounding: what sets them apart does nothing. */
export interface Twins {
  readonly arms: readonly string[];
  readonly measures: readonly string[];
  readonly seeds: number;
}

/** Fewer measures may agree by chance, such as accuracies of 1. */
const FEWEST = 3;

/** Arms of a problem that ended alike. */
export const twins: Finder<'twins', Twins> = {
  kind: 'twins',
  find: ({ problems }) => problems.flatMap(twinsOf).map(certain),
};

function twinsOf(arms: readonly Arm[]): readonly Statement<Twins>[] {
  const keys = metricsIn(runsOf(arms)).flatMap(({ key, at }) => (at === 'end' ? [key] : []));
  const taken = new Set<Arm>();
  return arms.flatMap((arm) => {
    if (taken.has(arm)) return [];
    const own = measuresOf(arm, keys);
    const others = arms.filter((other) => other !== arm && alike(own, measuresOf(other, keys)));
    for (const one of [arm, ...others]) taken.add(one);
    if (others.length === 0) return [];
    const labels = [arm, ...others].map(({ label }) => label);
    const seeds = own.values().next().value!.size;
    const measures = [...own.keys()];
    return [
      {
        evidence: { arms: labels, measures, seeds },
        reason:
          `${listed(labels)} ended alike, to rounding, in ${seeds === 1 ? 'the one seed' : `all ${seeds} seeds`} and ` +
          `each of ${plural(measures.length, 'measure')}.`,
      },
    ];
  });
}

type Measures = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** What an arm was measured at where it ended, by measure and seed. */
const measuresOf = (arm: Arm, keys: readonly string[]): Measures =>
  new Map(
    keys.flatMap((key) => {
      const values = bySeed(arm, key);
      return values.size === 0 ? [] : [[key, values] as const];
    }),
  );

function alike(a: Measures, b: Measures): boolean {
  if (a.size < FEWEST || a.size !== b.size) return false;
  return [...a].every(([key, own]) => {
    const other = b.get(key);
    return (
      other !== undefined &&
      other.size === own.size &&
      [...own].every(([seed, x]) => near(x, other.get(seed) ?? Number.NaN))
    );
  });
}

const near = (x: number, y: number): boolean =>
  Math.abs(x - y) <= ROUNDING * Math.max(Math.abs(x), Math.abs(y));
