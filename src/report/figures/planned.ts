import { didYouMean } from '../../core/nearest.ts';
import { measuredNames } from '../../lab/experiment/prediction-names.ts';
import { statementsOf } from '../../lab/experiment/predictions.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { registry } from './figures.ts';

/**
 * What is wrong with the names of the figures that an experiment file asks for, in one line with the nearest name; undefined
 * where each may be one. Which of them there are is known once there are runs.
 */
export function unknownFigure(experiment: Experiment): string | undefined {
  const { end: measures, along } = measuredNames(experiment.specs);
  const statements = statementsOf(experiment).map(({ id }) => id);
  const ids = registry.flatMap((entry) => entry.ids({ measures, along, statements }));
  const known = [...new Set([...ids, ...measures, ...statements])];
  const isKnown = (name: string) =>
    name === 'all' ||
    known.includes(name) ||
    ids.some((id) => id.startsWith(`${name}-`) || name.startsWith(`${id}-`));
  for (const [i, { figure = 'all' }] of (experiment.figures ?? []).entries()) {
    const name = [figure].flat().find((one) => !isKnown(one));
    if (name === undefined) continue;
    const hint = didYouMean(name, known) || '; flowlab figure lists the names once there are runs';
    return `figures[${i}].figure: no figure ${JSON.stringify(name)}${hint}`;
  }
  return undefined;
}
