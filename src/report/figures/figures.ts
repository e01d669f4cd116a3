import type { Run } from '../../lab/records/record.ts';
import { armsOf } from '../arms/arm.ts';
import type { Findings } from '../findings/findings.ts';
import type { Answers } from '../predictions/answers.ts';
import { panelsOf, pooled, problemPanels } from '../sketch/panel.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { alongTraining } from './along-training.ts';
import { lossBarriers } from './barrier.ts';
import { spectralDensity } from './density.ts';
import { distanceToFlow } from './distance-to-flow.ts';
import type { Evidence, FigureEntry } from './entry.ts';
import { gapAssociations } from './gap-association.ts';
import { gradientHistograms, weightHistograms } from './histograms/histograms.ts';
import { landscapes, trajectoryPlanes } from './landscape.ts';
import { furtherOutcomes, outcome } from './outcome.ts';
import { outcomeWithEdges } from './outcome-with-edges.ts';
import { predictions } from './predictions.ts';
import { stationaryHistograms } from './stationary-histogram.ts';
import { threshold } from './threshold.ts';
import { thresholdByBatchSize } from './threshold-by-batch.ts';
import { trainingLoss } from './training-loss.ts';
import { trajectories } from './trajectories.ts';

/** Every kind of figure, in the order of the report. */
export const registry: readonly FigureEntry[] = [
  predictions,
  trainingLoss,
  alongTraining,
  outcome('loss-gap', 'lossGap'),
  outcome('accuracy-gap', 'accuracyGap'),
  outcome('hessian-trace', 'trace'),
  outcomeWithEdges('sharpness', 'sharpness'),
  outcomeWithEdges('preconditioned-sharpness', 'preconditionedSharpness'),
  furtherOutcomes(['lossGap', 'accuracyGap', 'trace', 'sharpness', 'preconditionedSharpness']),
  threshold,
  thresholdByBatchSize,
  gapAssociations,
  spectralDensity,
  stationaryHistograms,
  weightHistograms,
  gradientHistograms,
  landscapes,
  trajectories,
  trajectoryPlanes,
  lossBarriers,
  distanceToFlow,
];

/** Every figure that the runs and what was found in them allow, in the order of the report, before it is laid out. */
export function sketchesOf(
  runs: readonly Run[],
  findings: Findings,
  answers?: Answers,
): readonly Sketch[] {
  const arms = armsOf(runs);
  const problems = problemPanels(arms);
  const evidence: Evidence = {
    ...{ runs, arms, findings, ...(answers === undefined ? {} : { answers }) },
    ...{ panels: panelsOf(arms), problems, pooled: problems.map(pooled) },
  };
  return registry.flatMap(({ figures }) => figures(evidence));
}
