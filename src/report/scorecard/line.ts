import type { ClaimOutcome } from '../../claims/judging/claim.ts';
import {
  intervalText,
  rangeText,
  verdictText,
  withoutStop,
} from '../../claims/judging/sentence.ts';
import type { Verdict } from '../../claims/judging/verdict.ts';
import { significant } from '../../core/format.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import type { Ranges, ScoreRow } from '../page/block.ts';
import type { Settled } from '../predictions/answers.ts';
import { controlsWord } from '../predictions/control-word.ts';
import { decidingOf } from '../predictions/deciding.ts';
import { costText } from './cost.ts';
import { outcomeOf, type Score } from './score.ts';

/** A claim in one line of the scorecard: by the statement that decided it, or, where settings come to different verdicts, by those of each. */
export function rowOf(score: Score, budget: BudgetName): ScoreRow {
  const { id, answers } = score;
  const deciding = decidingOf(answers);
  const outcome = outcomeOf(score);
  const shown = deciding && shownOf(deciding);
  const isOne = outcome !== 'depends';
  const ranges = isOne && shown ? rangesOf(shown) : undefined;
  return {
    ...{ id, says: saysOf(score), outcome },
    quantity: shown?.quantity ?? '',
    predicted: shown === undefined ? '–' : rangeText(shown.predicted),
    measured: isOne ? measuredText(shown) : '–',
    n: countText(deciding),
    control: controlsWord(answers) ?? 'none',
    cost: costText(score, budget),
    reasons: reasonsOf(score, outcome, deciding),
    ...(ranges && { ranges }),
  };
}

/** What is claimed: by the statement that decided, else the question, as where none decided for all settings. */
const saysOf = ({ answers, experiment }: Pick<Score, 'answers' | 'experiment'>): string => {
  const says = answers.claim === 'depends' ? undefined : decidingOf(answers)?.says;
  return withoutStop(says ?? experiment.question);
};

type Shown = Pick<Verdict, 'quantity' | 'verdict' | 'predicted' | 'measured' | 'estimate'>;

/** The number of a statement that a line has room for: of a power that holds the power, where the line it is of bends too little; else the one that decided, by its name. */
function shownOf(of: Verdict): Shown {
  const { kind, verdict, parts, quantity } = of;
  const [first] = parts;
  if (first === undefined) return of;
  if (kind === 'slope' && verdict === 'supported') return { ...first, quantity };
  const { label } = parts.find((one) => one.estimate === of.estimate) ?? first;
  return label === '' || label === 'all' ? of : { ...of, quantity: `${quantity} (${label})` };
}

const measuredText = (shown: Shown | undefined): string =>
  shown === undefined || shown.measured === null
    ? '–'
    : `${shown.estimate === null ? '' : `${significant(shown.estimate)} `}${intervalText(shown.measured)}`;

const countText = (deciding: Verdict | undefined): string =>
  deciding === undefined
    ? '–'
    : deciding.units === 'none'
      ? 'computed'
      : `${deciding.n} ${deciding.units}`;

const rangesOf = ({ verdict, predicted, measured, estimate }: Shown): Ranges | undefined =>
  verdict === 'measured' || measured === null ? undefined : { predicted, measured, estimate };

const OPEN: readonly ClaimOutcome[] = ['inconclusive', 'not-reached', 'undefined'];

/** What the numbers do not say. */
function reasonsOf(
  { answers, failures }: Score,
  outcome: ClaimOutcome,
  deciding: Verdict | undefined,
): readonly string[] {
  const others = answers.verdicts.length - 1;
  return [
    ...settingsTexts(answers),
    ...(deciding !== undefined && OPEN.includes(outcome) ? [deciding.reason] : []),
    ...(deciding?.statedBefore === false ? ['stated after the data'] : []),
    ...(others > 0 && outcome !== 'depends'
      ? [`one of ${others + 1} statements, which decided`]
      : []),
    ...answers.controls.filter(({ passed }) => !passed).map(({ reason }) => `control: ${reason}`),
    ...(failures.length > 0
      ? [`${failures.length} ${failures.length === 1 ? 'run' : 'runs'} failed: ${failures[0]}`]
      : []),
  ].filter((reason) => reason !== '');
}

/** What the claim came to in each of its settings, or in which one it was looked at; nothing where the file asks for none. */
const settingsTexts = ({ settings }: Score['answers']): readonly string[] =>
  settings.length === 1
    ? settings.flatMap(({ name }) => (name === '' ? [] : [`on ${name}`]))
    : settings.map((one) => {
        const measured = measuredText(shownIn(one));
        return `${one.name}: ${verdictText(one.claim)}${measured === '–' ? '' : `, ${measured}`}`;
      });

function shownIn(settled: Settled): Shown | undefined {
  const deciding = decidingOf(settled);
  return deciding && shownOf(deciding);
}
