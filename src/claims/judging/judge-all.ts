import { significant } from '../../core/format.ts';
import { holm } from '../../stats/holm.ts';
import { predictedOf } from '../quantities/single-parts.ts';
import type { Expectations, Statement } from '../statements/statement.ts';
import { type Table, vocabularyOf } from '../table/table.ts';
import type { Assessment } from './assess.ts';
import { type Draft, draftOf } from './draft.ts';
import { alphaOf, decisive, outcomeAt } from './outcome.ts';
import { quantityText } from './quantity-text.ts';
import { sentenceOf, unitText, verdictText } from './sentence.ts';
import {
  type Ends,
  endsOf,
  finite,
  type Outcome,
  type PartVerdict,
  type Verdict,
} from './verdict.ts';

/** What is known of how statements came to be, by id. */
export interface Stated {
  /** Whether it stood as it is before the first run. */
  readonly before: boolean;
  /** How often its verdict was looked at with other seeds, this time included; 1 unless it says so. */
  readonly look?: number;
}

/**
 * Judges the statements of a file on a table of runs, one verdict each in their order.
 *
 * Each number of a statement has an interval over its units; inside the predicted range at the statement's level it
 * is supported, outside refuted. Statements judged together share the level by Holm's procedure, unless the file says
 * `across: none`. Docs: docs/claims.md. Never throws on data; what cannot be judged says why.
 */
export function judgeAll(
  { statements, across }: Pick<Expectations, 'statements' | 'across'>,
  table: Table,
  stated: Readonly<Record<string, Stated>> = {},
): readonly Verdict[] {
  const vocabulary = vocabularyOf(table);
  const drafts = statements.map((statement) => draftOf(statement, table, vocabulary));
  const about = (id: string) => (Object.hasOwn(stated, id) ? stated[id] : undefined);
  const alphas = drafts.map(({ statement }) => alphaOf(statement, about(statement.id)?.look ?? 1));
  const open = drafts.flatMap(({ settled }, i) => (settled === undefined ? [i] : []));
  const steps = holm(
    open.map((i) => Math.min(drafts[i]!.inside, drafts[i]!.outside)),
    open.map((i) => alphas[i]!),
  );
  return drafts.map((draft, i) => {
    const place = open.indexOf(i);
    const at = place < 0 ? null : across === 'none' ? alphas[i]! : steps[place]!.at;
    const decided = place >= 0 && (across === 'none' || steps[place]!.rejected);
    return verdictOf(
      draft,
      { alpha: alphas[i]!, at, decided, among: open.length },
      about(draft.statement.id),
    );
  });
}

interface Level {
  readonly alpha: number;
  /** What Holm left; null where nothing was to be judged. */
  readonly at: number | null;
  readonly decided: boolean;
  readonly among: number;
}

function verdictOf(draft: Draft, level: Level, stated: Stated | undefined): Verdict {
  const { statement, scope, runs, mismatch, assessments } = draft;
  const alone = outcomeAt(draft, level.alpha);
  const told = alone === 'supported' || alone === 'refuted';
  const verdict: Outcome =
    told && !level.decided
      ? 'inconclusive'
      : draft.unmatched !== undefined && told
        ? 'inconclusive'
        : alone;
  const chosen = decisive(draft, alone);
  const shown = chosen === undefined ? undefined : partVerdict(chosen, level.alpha);
  const estimation = chosen?.kind === 'estimated' ? chosen.estimation : undefined;
  const needed =
    verdict === 'inconclusive'
      ? (estimation?.needed(1 - (level.at ?? level.alpha)) ?? Number.NaN)
      : Number.NaN;
  const n = chosen?.n ?? 0;
  const moreUnits = Number.isFinite(needed) ? Math.max(1, needed - n) : null;
  const base = {
    ...{ id: statement.id, says: statement.says ?? null, kind: statement.kind },
    ...{
      quantity: quantityText(statement),
      predicted: shown?.predicted ?? predictedEnds(statement),
    },
    ...{ measured: shown?.measured ?? null, estimate: shown?.estimate ?? null, n },
    ...{
      units: statement.units,
      level: statement.level,
      verdict,
      alone,
      decidedAt: level.at,
      moreUnits,
    },
    distance: estimation === undefined ? null : finite(estimation.distance),
    reason: reasonOf(draft, { verdict, alone, moreUnits, needed, level, shown }, chosen),
    ...{
      scope: scope.filter((one) => one !== draft.settled?.why),
      mismatch,
      statedBefore: stated?.before ?? null,
      look: stated?.look ?? 1,
    },
  };
  return {
    ...base,
    ...{ source: statement.source ?? null, because: statement.because ?? null, runs },
    parts: assessments.length > 1 ? assessments.map((one) => partVerdict(one, level.alpha)) : [],
    sentence: sentenceOf({ ...base, label: shown?.label ?? '' }),
  };
}

function predictedEnds(statement: Statement): Ends {
  const { low, high } = predictedOf(statement);
  return endsOf([low, high]);
}

function partVerdict(one: Assessment, alpha: number): PartVerdict {
  const { label, predicted } = one.part;
  const common = { label, predicted: endsOf([predicted.low, predicted.high]), n: one.n };
  if (one.kind !== 'estimated')
    return { ...common, verdict: one.kind, measured: null, estimate: null, reason: one.why };
  const { inside, outside, interval, estimate, notes = [] } = one.estimation;
  const open =
    predicted.low === Number.NEGATIVE_INFINITY && predicted.high === Number.POSITIVE_INFINITY;
  const verdict = open
    ? 'measured'
    : inside <= alpha
      ? 'supported'
      : outside <= alpha
        ? 'refuted'
        : 'inconclusive';
  return {
    ...common,
    verdict,
    measured: endsOf(interval),
    estimate: finite(estimate),
    reason: notes.join('; '),
  };
}

interface Found {
  readonly verdict: Outcome;
  readonly alone: Outcome;
  readonly moreUnits: number | null;
  readonly needed: number;
  readonly level: Level;
  readonly shown: PartVerdict | undefined;
}

/** A clause that says why the verdict is what it is. */
function reasonOf(draft: Draft, found: Found, chosen: Assessment | undefined): string {
  const { settled, statement, assessments } = draft;
  const { verdict, alone, level, shown } = found;
  const notes = shown?.reason === '' || shown === undefined ? [] : [shown.reason];
  if (settled !== undefined) return [settled.why].join('; ');
  if (verdict === 'undefined') return shown?.reason ?? '';
  const several = assessments.length > 1;
  if (verdict === 'supported')
    return [
      several ? `all ${assessments.length} inside, this one nearest to an edge` : 'inside',
      ...notes,
    ].join('; ');
  if (verdict === 'refuted')
    return [several ? `outside, the surest of ${assessments.length}` : 'outside', ...notes].join(
      '; ',
    );
  if (draft.unmatched !== undefined && alone !== 'inconclusive')
    return [`unmatched, so that it cannot be judged`, ...notes].join('; ');
  const among =
    alone === 'inconclusive'
      ? 'astride an edge'
      : `alone it would be ${verdictText(alone)}, but not at the ${significant(100 * (level.at ?? 0))} % that Holm leaves to it among ${level.among} statements`;
  return [among, moreText(found, chosen, statement.units), ...notes].filter(Boolean).join('; ');
}

function moreText(
  { moreUnits, needed }: Found,
  chosen: Assessment | undefined,
  units: Draft['statement']['units'],
): string {
  if (moreUnits !== null)
    return `about ${moreUnits} more ${unitText(units, moreUnits)} would tell if mean and spread stayed`;
  if (chosen?.kind !== 'estimated' || Number.isNaN(needed)) return '';
  return chosen.estimation.basis === 'units'
    ? `not even ten times the ${units} would tell if mean and spread stayed`
    : `no number of ${units} tells what is finer than the measurement`;
}
