import { join } from 'node:path';
import type { Collection, Unreadable } from '../../lab/collection/collection.ts';
import { type Ahead, aheadOf } from '../../lab/costs/ahead.ts';
import { allSpecs, specKey } from '../../lab/experiment/claim/all-specs.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import { minutesText, statedMinutes } from '../../report/scorecard/cost.ts';
import { takenIn } from '../host/expectation.ts';
import { aheadText } from '../shared/ahead-text.ts';

/** What the claims of a folder cost, as their files state it. */
export interface Costs {
  readonly claims: readonly {
    readonly id: string;
    /** Runs, those of its controls among them. */
    readonly runs: number;
    /** Runs with these settings that are on record. */
    readonly finished: number;
    /** On two cores, from nothing; null where the file does not say. */
    readonly minutes: number | null;
  }[];
  readonly unreadable: readonly Unreadable[];
  /** What is still to be computed of all of them, a run that several share once. */
  readonly ahead: Ahead;
}

export function costsOf(
  { members, unreadable }: Collection,
  budget: BudgetName,
  runsDir: string,
  here: { readonly scale: number; readonly lanes: number },
): Costs {
  const found = members.map(({ id, experiment }) => ({
    ...{ id, experiment, specs: allSpecs(experiment) },
    taken: takenIn(join(runsDir, id)),
  }));
  const distinct = new Map(
    found.flatMap(({ specs }) => specs.map((spec) => [specKey(spec), spec] as const)),
  );
  return {
    claims: found.map(({ id, experiment, specs, taken }) => {
      const there = new Set(taken.map(({ spec }) => specKey(spec)));
      return {
        ...{ id, runs: specs.length },
        finished: specs.filter((spec) => there.has(specKey(spec))).length,
        minutes: statedMinutes(experiment, budget) ?? null,
      };
    }),
    unreadable,
    ahead: aheadOf(
      [...distinct.values()],
      found.flatMap(({ taken }) => taken),
      here,
    ),
  };
}

/** The costs in plain lines: a claim each, then all of them. */
export function costsText(
  { claims, unreadable, ahead }: Costs,
  budget: BudgetName,
): readonly string[] {
  const sum = claims.reduce((total, { minutes }) => total + (minutes ?? 0), 0);
  const runs = claims.reduce((total, one) => total + one.runs, 0);
  const finished = claims.reduce((total, one) => total + one.finished, 0);
  const silent = claims.filter(({ minutes }) => minutes === null).length;
  const width = Math.max(0, ...claims.map(({ id }) => id.length));
  return [
    ...claims.map(
      (one) =>
        `  ${one.id.padEnd(width)}  ${String(one.runs).padStart(4)} runs, ${one.finished} on record  ${minutesText(one.minutes ?? undefined)} min`,
    ),
    ...unreadable.map(({ message }) => `  ! ${message}`),
    `${claims.length} claims at the ${budget} budget: ${runs} runs, ${finished} of them on record; stated: ${minutesText(sum)} minutes on two cores from nothing` +
      (silent > 0 ? `, and ${silent} that do not say` : ''),
    ...aheadText(ahead),
  ];
}
