import type { Run } from '../../src/lab/records/record.ts';
import { sketchesOf } from '../../src/report/figures/figures.ts';
import { type Findings, summarise } from '../../src/report/findings/findings.ts';
import type { Figure } from '../../src/report/plot/figure.ts';
import { PAGE, type Sheet } from '../../src/report/plot/sheet.ts';
import type { Answers } from '../../src/report/predictions/answers.ts';
import { figureOf } from '../../src/report/sketch/sketch.ts';
import { experimentOf } from './synthetic-runs.ts';

/** Every figure that the runs and what is found in them allow, laid out for a sheet. */
export const figuresOf = (
  runs: readonly Run[],
  findings: Findings = summarise(experimentOf(runs), runs),
  answers?: Answers,
  sheet: Sheet = PAGE,
): readonly Figure[] =>
  sketchesOf(runs, findings, answers).map((sketch) => figureOf(sketch, sheet));
