import { verdictText } from '../../claims/judging/sentence.ts';
import { capitalised } from '../arms/wording.ts';
import { frameOfY } from '../plot/frame.ts';
import { setting } from '../sketch/caption.ts';
import { slug } from '../sketch/panel.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { againstFormulaPanel } from './against-formula.ts';
import { alongAxisPanel } from './along-axis.ts';
import { collapsePanel } from './collapse.ts';
import type { Context } from './context.ts';
import { judgedPanel } from './judged.ts';
import type { JudgedNumber } from './judged-number.ts';
import { isOffLine, judgedNumbers } from './numbers.ts';
import { pairsPanel } from './pairs.ts';
import { scatterPanel } from './scatter.ts';
import type { Told } from './told.ts';
import { axisTitle, judgedAlt, judgedSentences, measureTitle } from './words.ts';

/**
 * The figure of a statement: beside the values of its arms what its sentence quotes, each number with its interval in the
 * range that was predicted. Null where nothing was measured, or a single marker would be all there is.
 */
export function statementFigure(told: Told): Sketch | null {
  const { verdict, evidence, arms } = told;
  const numbers = withoutGaps(judgedNumbers(told).filter(({ number }) => number.measured !== null));
  const context = contextOf(told);
  const markers = numbers.reduce((sum, { units }) => sum + 1 + units.length, 0);
  if (numbers.length === 0 || (context === null && markers < 2)) return null;
  const width = context === null ? 0 : context.width * widthOf(numbers.length);
  const share = context === null ? 1 : width / (1 + width);
  const judged = judgedPanel(numbers, judgedTitle(told, context !== null), share);
  const cut = frameOfY(judged.y, judged.marks).cut;
  return {
    id: idOfStatement(evidence.id),
    statement: evidence.id,
    title: `Prediction ${evidence.id}: ${verdict.quantity}`,
    alt: `${judgedAlt(verdict)}.`,
    caption: [
      ...(context === null ? [] : [context.caption, 'On the right what is judged.']),
      ...judgedSentences(verdict),
      cut && 'Intervals that reach beyond the frame are cut off at it.',
    ],
    setting: setting(arms),
    ...(context === null
      ? { x: judged.x, y: judged.y, marks: judged.marks }
      : {
          ...{ x: context.x, y: context.y, marks: context.marks },
          beside: { ...judged, x: { ...judged.x, title: verdictText(verdict.verdict) }, width },
        }),
    legend: 'top',
    key: evidence.kind === 'slope' || evidence.kind === 'order' ? 'line' : 'marker',
  };
}

/** The id of the figure of a statement. */
export const idOfStatement = (id: string): string => `prediction-${slug(id)}`;

/** Numbers that were not measured leave no place free. */
function withoutGaps(numbers: readonly JudgedNumber[]): readonly JudgedNumber[] {
  const places = [...new Set(numbers.map(({ x }) => Math.round(x)))].sort((a, b) => a - b);
  return numbers.map((one) => {
    const place = Math.round(one.x);
    return { ...one, x: one.x - place + places.indexOf(place) + 1 };
  });
}

/** More numbers need more room. */
const widthOf = (n: number): number => 1 + 0.25 * Math.min(5, n - 1);

function contextOf(told: Told): Context | null {
  switch (told.evidence.kind) {
    case 'ratio':
    case 'difference':
      return pairsPanel(told);
    case 'equal':
      return told.evidence.over === null ? pairsPanel(told) : againstFormulaPanel(told);
    case 'slope':
    case 'order':
      return told.evidence.over === null ||
        told.evidence.arms.some(({ points }) => points[0]!.x === null)
        ? null
        : alongAxisPanel(told);
    case 'collapse':
      return collapsePanel(told);
    case 'shape':
    case 'value':
      return told.evidence.over === null ? null : againstFormulaPanel(told);
    case 'correlation':
      return scatterPanel(told);
    case 'share':
      return null;
  }
}

/** What the judged numbers are, short beside another panel. */
function judgedTitle(told: Told, short: boolean): string {
  const { verdict, evidence, runs } = told;
  if (!short)
    return verdict.quantity === evidence.of
      ? measureTitle(evidence, runs)
      : capitalised(verdict.quantity.replace(/^the /, ''));
  const sign = evidence.as === 'ratio' ? '÷' : '−';
  const side = (of: 'from' | 'to') => evidence.arms.find((arm) => arm.side === of)?.label;
  switch (evidence.kind) {
    case 'slope':
      if (isOffLine(told)) return 'Distance from the line, as a share';
      return evidence.scale.every((scale) => scale === 'log')
        ? `Power of ${evidence.over}`
        : 'Slope';
    case 'order':
      return capitalised(verdict.quantity.replace(/^the /, ''));
    case 'collapse':
      return `Arm ${sign} arm at equal ${axisTitle(evidence.over!, runs)}`;
    case 'correlation':
      return 'Kendall’s τ';
    case 'ratio':
    case 'difference':
      return `${side('from')} ${sign} ${side('to')}`;
    default:
      return evidence.over === null
        ? `${side('from')} ${sign} ${side('to')}`
        : `Measured ${sign} predicted`;
  }
}
