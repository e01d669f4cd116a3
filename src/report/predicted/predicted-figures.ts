import type { Run } from '../../lab/records/record.ts';
import type { Answers } from '../predictions/answers.ts';
import type { Panel } from '../sketch/panel.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { forest } from './forest.ts';
import { statementFigure } from './statement-figure.ts';
import { toldOf } from './told.ts';

/** All predictions in one figure where there are several, and one figure for each that was measured. */
export function predictedFigures(
  { verdicts, evidence }: Pick<Answers, 'verdicts' | 'evidence'>,
  panels: readonly Panel[],
  runs: readonly Run[],
): readonly Sketch[] {
  const told = toldOf(verdicts, evidence, panels, runs);
  const summary = forest(told);
  const own = told.flatMap((one) => statementFigure(one) ?? []);
  return [...(summary === null ? [] : [summary]), ...own];
}
