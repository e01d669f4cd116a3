import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { type FigureFormat, figureFormats } from '../../lab/experiment/figures/figure-request.ts';
import { picturesOf } from '../../report/figures/pictures.ts';
import { sketchesFrom, sketchesNamed } from '../../report/figures/wanted.ts';
import { writeFolder } from '../../report/page/write-folder.ts';
import { createRenderer } from '../../report/plot/render.ts';
import { datesIn } from '../shared/dates.ts';
import { finishedRuns } from '../shared/finished-runs.ts';
import { bold, note, say } from '../shared/output.ts';
import { type FigureFlags, lookOf } from './look.ts';

/** Draws figures of an experiment's finished runs, or lists them; returns the exit code. */
export async function figure(
  experimentOrFolder: string,
  names: readonly string[],
  flags: FigureFlags,
): Promise<number> {
  const look = lookOf(flags);
  const { experiment, runs, store, planned } = finishedRuns(experimentOrFolder, flags.runs);
  if (runs.length < planned)
    note(`${planned - runs.length} of ${planned} runs are not finished; figures leave them out`);
  const sketches = sketchesFrom({ experiment, runs, stated: datesIn(store) }, look.arms);
  if (names.length === 0) {
    const width = Math.max(0, ...sketches.map(({ id }) => id.length));
    for (const { id, title } of sketches) say(`${bold(id.padEnd(width))}  ${title}`);
    return 0;
  }
  const out = outOf(flags.out ?? join('figures', experiment.id));
  if (out.format !== undefined && look.format !== undefined && String(look.format) !== out.format)
    throw new InputError(`--out ${flags.out} is not what --format ${flags.format} says; drop one`);
  const wanted = new Set(names.flatMap((name) => sketchesNamed(sketches, name)));
  if (out.name !== undefined && wanted.size > 1)
    throw new InputError(
      `--out ${flags.out}: ${wanted.size} figures do not go into one file; name a folder`,
    );
  const request = { ...look, ...(out.format && { format: out.format }), figure: [...names] };
  const files = new Map(
    picturesOf(sketches, request, createRenderer()).map(
      ({ id, format, bytes }) => [`${out.name ?? id}.${format}`, bytes] as const,
    ),
  );
  await writeFolder(out.folder, files, { keep: true });
  for (const name of files.keys()) say(join(relative('.', out.folder), name));
  return 0;
}

interface Out {
  readonly folder: string;
  /** Of the file without its ending, where one is named. */
  readonly name?: string;
  readonly format?: FigureFormat;
}

/** Where figures go: a file where the path ends as one does, else a folder. */
function outOf(path: string): Out {
  const format = figureFormats.find((one) => extname(path).toLowerCase() === `.${one}`);
  if (format === undefined) return { folder: resolve(path) };
  return { folder: resolve(dirname(path)), name: basename(path, extname(path)), format };
}
