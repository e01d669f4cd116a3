import type { Evidence } from '../../claims/evidence/evidence.ts';
import { intervalText, rangeText, unitText, verdictText } from '../../claims/judging/sentence.ts';
import type { PartVerdict, Verdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { metricOf } from '../arms/metric.ts';
import { capitalised } from '../arms/wording.ts';

/** Axes of a grid by their key, as titles. */
const AXES: Readonly<Record<string, string>> = {
  batch: 'Batch size B',
  rate: 'Learning rate η',
  temperature: 'Temperature T',
  'rate/batch': 'η/B',
};

/** An expression as the title of an axis: that of a measure or an axis where it is one; a formula stays as it is. */
export const axisTitle = (text: string, runs: readonly Run[]): string =>
  metricOf(runs, text)?.axis ?? AXES[text] ?? (/^[a-z]+$/i.test(text) ? capitalised(text) : text);

/** What the values of a statement's arms are, as the title of an axis. */
export const measureTitle = (
  { of, words }: Pick<Evidence, 'of' | 'words'>,
  runs: readonly Run[],
): string => (words === undefined ? axisTitle(of, runs) : capitalised(words));

/** `0.83 [0.8, 0.86]` */
export const sizeText = ({
  estimate,
  measured,
}: Pick<PartVerdict, 'estimate' | 'measured'>): string =>
  measured === null
    ? 'no number'
    : `${estimate === null ? 'without an end' : significant(estimate)} ${intervalText(measured)}`;

/** Of several numbers the one that the sentence quotes. */
const decisive = (verdict: Verdict): number =>
  Math.max(
    0,
    verdict.parts.findIndex(
      ({ estimate, measured }) =>
        estimate === verdict.estimate && measured?.[0] === verdict.measured?.[0],
    ),
  );

/** What the shaded range and the bars of a figure are, with the numbers of the sentence. */
export function judgedSentences(verdict: Verdict): readonly (string | false)[] {
  const { n, units, level, parts } = verdict;
  const several = parts.length > 1;
  const chance =
    units === 'none'
      ? 'the error of the computation'
      : `${significant(100 * level)} % over ${unitText(units, 2)}`;
  const label = several ? parts[decisive(verdict)]!.label : '';
  const which = label === '' || label === 'all' ? '' : ` (${label})`;
  return [
    verdict.verdict !== 'measured' &&
      `Shaded: what was predicted, ${rangeText(verdict.predicted)}${several ? ' where it was decided' : ''}.`,
    `${several ? 'Markers and bars' : 'Marker and bar'}: estimate${several ? 's' : ''} with ${several ? 'intervals' : 'its interval'}, ${chance}; ` +
      `${several ? 'what decided' : verdict.quantity} is ${sizeText(verdict)}${which}, n = ${n}: ${verdictText(verdict.verdict)}${why(verdict)}.`,
    units !== 'none' && `Dots: single ${unitText(units, 2)}.`,
  ];
}

/** The same for those who cannot see it. */
export const judgedAlt = (verdict: Verdict): string =>
  `${capitalised(verdict.quantity)} is ${sizeText(verdict)}${
    verdict.verdict === 'measured' ? '' : `, predicted ${rangeText(verdict.predicted)}`
  }: ${verdictText(verdict.verdict)}`;

/** Why a bar inside its range, or outside of it, is no verdict. */
const why = ({ verdict, alone, reason }: Verdict): string =>
  verdict === 'inconclusive' && alone !== 'inconclusive' ? `, since ${reason}` : '';
