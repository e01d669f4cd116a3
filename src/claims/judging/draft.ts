import { isMeant } from '../estimates/part.ts';
import { type Ground, groundOf } from '../quantities/ground.ts';
import { partsOf } from '../quantities/parts.ts';
import { namesIn } from '../statements/names-in.ts';
import type { Match, Statement } from '../statements/statement.ts';
import type { Context } from '../table/context.ts';
import type { Table } from '../table/table.ts';
import { type Assessment, assess, reasonsOf } from './assess.ts';
import { mismatchOf } from './mismatch.ts';
import { reachOf } from './reach.ts';
import type { Mismatch, Outcome } from './verdict.ts';

export type Estimated = Extract<Assessment, { kind: 'estimated' }>;

/** A statement with its numbers, before it is known which level is left to it. */
export interface Draft {
  readonly statement: Statement;
  readonly assessments: readonly Assessment[];
  /** An outcome that no level can change, with the clause that says why. */
  readonly settled?: { readonly verdict: Outcome; readonly why: string };
  /** Twice the one-sided p of all numbers being inside, and of one being outside. */
  readonly inside: number;
  readonly outside: number;
  readonly scope: readonly string[];
  readonly mismatch: Mismatch | null;
  /** Arms that were to agree in a measure and do not. */
  readonly unmatched?: Mismatch;
  readonly runs: readonly string[];
}

/** Puts a statement on the table. */
export function draftOf(
  statement: Statement,
  table: Table,
  vocabulary: Context['vocabulary'],
): Draft {
  const ground = groundOf(statement, table, vocabulary);
  const { parts: all, scope: before } = partsOf(ground);
  // Arms that are not meant after all, such as one without the axis that a formula names.
  const parts = all.some(isMeant) ? all.filter(isMeant) : all;
  const unmeant = all.filter((part) => !parts.includes(part));
  const scope = [
    ...before,
    ...unmeant.map(({ label, gathered }) => `${label} left out: ${gathered.left[0] ?? 'no run'}`),
  ];
  const assessments = withoutSilence(parts.map((part) => assess(part, statement)));
  const tested = assessments.filter((one): one is Estimated => one.kind === 'estimated');
  const rows = tested.flatMap(({ part }) => part.gathered.rows);
  const unknown = assessments.filter(({ kind }) => kind === 'undefined');
  const unsure = tested.filter(({ part }) => part.widened !== true);
  const unmatched = statement.match
    .map((match) => ({ match, found: worstOf(ground, unsure, match) }))
    .find(({ match, found }) => found !== null && found.share > match.within);
  const settled = settledBy(ground.rows.length, statement, assessments, scope, reachOf(ground));
  return {
    ...{ statement, assessments },
    ...(settled === undefined ? {} : { settled }),
    // All numbers must be inside: the largest p is that of the whole; one outside is enough: of k the smallest, k times.
    inside:
      unknown.length > 0 ? 1 : Math.max(0, ...tested.map(({ estimation }) => estimation.inside)),
    outside: Math.min(
      1,
      tested.length * Math.min(1, ...tested.map(({ estimation }) => estimation.outside)),
    ),
    scope: [...scopeOf(assessments), ...scope],
    ...(unmatched?.found ? { unmatched: unmatched.found } : {}),
    // Whether losses are alike is no question where they are what is compared, or weights at times of their own.
    mismatch:
      unmatched?.found ??
      (statement.match.length === 0 && isOfLossesOrVectors(statement, table)
        ? null
        : worstOf(ground, tested, statement.match[0])),
    runs: [...new Set(rows.map(({ id }) => id))],
  };
}

/**
 * Of several numbers, one that no run gives since all of its runs ended otherwise (diverged, say) is no regime that was not entered: nothing that
 * is said of every number can be supported by the others alone.
 */
function withoutSilence(assessments: readonly Assessment[]): readonly Assessment[] {
  if (!assessments.some(({ kind }) => kind === 'estimated')) return assessments;
  return assessments.map((one) =>
    one.kind === 'not-reached' && one.part.gathered.outside.length === 0
      ? { ...one, kind: 'undefined' }
      : one,
  );
}

function isOfLossesOrVectors(statement: Statement, { rows }: Table): boolean {
  const vectors = new Set(rows.flatMap(({ vectors: kept = {} }) => Object.keys(kept)));
  return [...namesIn([statement])].some((name) => name === 'trainLoss' || vectors.has(name));
}

/** The largest mismatch among the arms of some parts. */
const worstOf = (ground: Ground, of: readonly Estimated[], match?: Match): Mismatch | null =>
  of
    .map(({ part }) => mismatchOf(ground, part.gathered.rows, match))
    .reduce((a, b) => (b !== null && (a === null || b.share > a.share) ? b : a), null);

/** What is settled without a level: nothing to judge, or nothing predicted. */
function settledBy(
  rows: number,
  statement: Statement,
  assessments: readonly Assessment[],
  scope: readonly string[],
  reach: string,
): Draft['settled'] {
  const { where } = statement;
  if (rows === 0)
    return {
      verdict: 'undefined',
      why: where === undefined ? 'there is no run of it' : `no run of it is ${where.text}`,
    };
  if (assessments.length === 0)
    return { verdict: 'undefined', why: scope[0] ?? 'there is nothing to compare' };
  if (assessments.every(({ kind }) => kind === 'not-reached')) {
    const [first] = assessments;
    const why = first!.kind === 'not-reached' ? first!.why : '';
    return { verdict: 'not-reached', why: reach === '' ? why : `${why}; ${reach}` };
  }
  if (!assessments.some(({ kind }) => kind === 'estimated')) {
    const first = assessments.find((one) => one.kind === 'undefined');
    return { verdict: 'undefined', why: first?.kind === 'undefined' ? first.why : '' };
  }
  return 'in' in statement && statement.in.kind === 'any'
    ? { verdict: 'measured', why: 'nothing was predicted' }
    : undefined;
}

/** What parts left out. */
function scopeOf(assessments: readonly Assessment[]): readonly string[] {
  const several = assessments.length > 1;
  return assessments.flatMap((one) => {
    const { label, gathered } = one.part;
    const at = several && label !== '' ? `${label}: ` : '';
    const { samples, missing, outside, left } = gathered;
    const n = samples.length + missing.length;
    const some = one.kind === 'estimated';
    return [
      ...(some && missing.length > 0
        ? [`${at}${missing.length} of ${n} left out: ${reasonsOf(missing)}`]
        : []),
      ...(some && outside.length > 0
        ? [`${at}${n} of ${n + outside.length} entered the regime`]
        : []),
      ...(some && left.length > 0 ? [`${at}left out: ${left.join('; ')}`] : []),
      ...(one.kind === 'not-reached' && several ? [`${at}not reached: ${one.why}`] : []),
    ];
  });
}
