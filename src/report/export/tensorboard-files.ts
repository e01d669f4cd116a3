import { axesOf } from '../../lab/experiment/spec-axes.ts';
import type { Run } from '../../lab/records/record.ts';
import { armsOf } from '../arms/arm.ts';
import { eventFile, type ScalarEvent } from './event-file.ts';
import type { Exported, ExportFiles } from './exported.ts';
import { runsFrame, seriesFrame } from './frame.ts';

/** A folder for each run, named by its arm, its seed and its id, with an event file; what was measured at its end is under `end/`. */
export function tensorboardFiles({ runs, recordedAt }: Exported): ExportFiles {
  const label = new Map(armsOf(runs).flatMap((arm) => arm.runs.map((run) => [run, arm.label])));
  const descriptions = {
    ...Object.fromEntries(seriesFrame(runs).columns.map(({ name, says }) => [name, says])),
    ...Object.fromEntries(runsFrame(runs).columns.map(({ name, says }) => [`end/${name}`, says])),
  };
  return {
    tables: {},
    files: new Map(
      runs.map((run) => {
        const wallTime = recordedAt(run);
        const { noise, seed } = run.spec;
        const folder = [
          slug(label.get(run)!),
          `seed-${seed}`,
          ...(noise === undefined ? [] : [`noise-${noise}`]),
          run.id,
        ];
        const hyperparameters = { ...axesOf(run.spec), seed };
        const bytes = eventFile({
          scalars: scalarsOf(run),
          descriptions,
          hyperparameters,
          wallTime,
        });
        // The seconds and what wrote it, as TensorBoard's own writers name files.
        const file = `events.out.tfevents.${Math.floor(wallTime)}.flowlab`;
        return [`tensorboard/${folder.join('-')}/${file}`, bytes];
      }),
    ),
  };
}

/** The series of a run, by rising step, then what was measured at its end; a cell of a series that holds nothing is left out. */
function scalarsOf({ series, scalars, manifest }: Run): readonly ScalarEvent[] {
  const { step: steps = [], ...columns } = series;
  return [
    ...steps.flatMap((step, i) =>
      Object.entries(columns).flatMap(([tag, values]) =>
        Number.isNaN(values[i]) ? [] : [{ tag, step, value: values[i]! }],
      ),
    ),
    ...Object.entries(scalars).map(([key, { value }]) => ({
      ...{ tag: `end/${key}`, step: manifest.steps, value },
    })),
  ];
}

/** Letters and digits of the alphabet that every file system has; λ, η and ρ by their names. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('η', 'eta')
    .replaceAll('λ', 'lambda')
    .replaceAll('ρ', 'rho')
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
