import type { Run } from '../../lab/records/record.ts';
import type { Arm } from '../arms/arm.ts';
import type { Findings } from '../findings/findings.ts';
import type { Answers } from '../predictions/answers.ts';
import type { Panel } from '../sketch/panel.ts';
import type { Sketch } from '../sketch/sketch.ts';

/** What figures are drawn from. */
export interface Evidence {
  readonly runs: readonly Run[];
  readonly arms: readonly Arm[];
  /** All arms, in as few panels as can be read. */
  readonly panels: readonly Panel[];
  /** The arms of each problem. */
  readonly problems: readonly Panel[];
  /** The arms of each problem, those that differ in η alone as one. */
  readonly pooled: readonly Panel[];
  readonly findings: Findings;
  /** The verdicts on what the experiment predicts; absent where it predicts nothing. */
  readonly answers?: Answers;
}

/** What is known of an experiment's figures before it has runs. */
export interface Planned {
  /** Keys of the numbers that are measured at the end of a run. */
  readonly measures: readonly string[];
  /** Keys of those that are measured along it. */
  readonly along: readonly string[];
  /** Ids of its predictions. */
  readonly statements: readonly string[];
}

/** A kind of figure; the registry lists them in the order of the report. */
export interface FigureEntry {
  readonly name: string;
  /** What the ids of its figures may be, or begin with. */
  ids(planned: Planned): readonly string[];
  /** Every figure of this kind that the evidence allows. */
  figures(evidence: Evidence): readonly Sketch[];
}
