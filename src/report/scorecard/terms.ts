import { quantityText } from '../../claims/judging/quantity-text.ts';
import { rangeText, verdictText } from '../../claims/judging/sentence.ts';
import { endsOf } from '../../claims/judging/verdict.ts';
import { predictedOf } from '../../claims/quantities/single-parts.ts';
import type { Statement } from '../../claims/statements/statement.ts';
import { significant } from '../../core/format.ts';
import { statementsOf } from '../../lab/experiment/predictions.ts';
import type { Control, Experiment } from '../../lab/experiment/run-spec.ts';

/** What a claim predicts of one quantity, and what would refute it. */
export interface Term {
  readonly id: string;
  readonly says: string;
  readonly quantity: string;
  /** Which runs are meant, and in which regime; empty where all are. */
  readonly meant: string;
  readonly predicted: string;
  readonly because: string | null;
  readonly source: string | null;
  /** A phrase. */
  readonly refutedBy: string;
}

/** The statements of a claim, in words. */
export const termsOf = (experiment: Experiment): readonly Term[] =>
  statementsOf(experiment).map((statement) => {
    const { id, says, because, source } = statement;
    return {
      ...{ id, says: says ?? id, quantity: quantityText(statement), meant: meantBy(statement) },
      ...{ because: because ?? null, source: source ?? null, ...rangeOf(statement) },
    };
  });

const meantBy = ({ where, when }: Statement): string =>
  [
    ...(where === undefined ? [] : [`where ${where.text}`]),
    ...(when === undefined ? [] : [`once ${when.text}`]),
  ].join(', ');

/** The range as it is written where a formula gives it, else in numbers, and the intervals that refute it. */
function rangeOf(statement: Statement): Pick<Term, 'predicted' | 'refutedBy'> {
  if ('in' in statement && statement.in.kind === 'near') {
    const { margin, centre } = statement.in;
    const within = margin.kind === 'share' ? `${significant(100 * margin.value)} %` : margin.value;
    return {
      predicted: `within ${within} of ${centre.text}`,
      refutedBy: `an interval wholly farther than ${within} from ${centre.text}`,
    };
  }
  if ('in' in statement && statement.in.kind === 'any')
    return { predicted: 'any number', refutedBy: 'nothing, since it is measured and not judged' };
  const { low, high } = predictedOf(statement);
  const beyond = [
    ...(Number.isFinite(low) ? [`wholly below ${significant(low, 4)}`] : []),
    ...(Number.isFinite(high) ? [`wholly above ${significant(high, 4)}`] : []),
  ];
  return {
    predicted: rangeText(endsOf([low, high])),
    refutedBy: `an interval ${beyond.join(', or ')}`,
  };
}

/** What a control changes and expects, in a sentence. */
export function controlText({ why, set, expected }: Control): string {
  const changed = Object.entries(set ?? {}).map(([path, value]) => `${path} = ${plain(value)}`);
  const outcomes = Object.entries(expected).map(([id, word]) => `${id} ${verdictText(word)}`);
  const because = why === undefined ? '' : ` (${why})`;
  const how = changed.length === 0 ? 'In other arms or rows' : `With ${changed.join(', ')}`;
  return `${how}${because} it has to come out ${outcomes.join(' and ')}.`;
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
