import { join, relative, resolve } from 'node:path';
import { type CsvCell, csvOf } from '../../core/csv.ts';
import type { Between } from '../../lab/between/between.ts';
import type { LayersSimilarity } from '../../lab/between/similarity.ts';
import { betweenSources } from '../../lab/between/sources.ts';
import type { Walk } from '../../lab/between/walk.ts';
import { bibliography } from '../../lab/bibliography/reference.ts';
import { citedBy } from '../../lab/bibliography/works.ts';
import type { LossGrid } from '../../lab/probes/landscape.ts';
import { bibtexOf } from '../../report/citations/bibtex.ts';
import { betweenSketches } from '../../report/figures/between/between.ts';
import { picturesOf } from '../../report/figures/pictures.ts';
import { writeFolder } from '../../report/page/write-folder.ts';
import { createRenderer } from '../../report/plot/render.ts';
import { lookOf } from '../figure/look.ts';
import type { Lettered } from './between-text.ts';

interface Writing {
  readonly runs: readonly Lettered[];
  /** What `--json` prints. */
  readonly record: string;
  readonly out: string;
  readonly format: string | undefined;
}

/** Writes what was found as JSON, tables as CSV and figures; returns the paths. */
export async function writeBetween(
  found: Between,
  { runs, record, out, format = 'png' }: Writing,
): Promise<readonly string[]> {
  const { similarity, line, plane, curve } = found;
  const across = similarity?.functions?.across;
  const look = lookOf({ format, runs: '' });
  const sketches = betweenSketches(found, runs);
  const pictures = sketches.length === 0 ? [] : picturesOf(sketches, look, createRenderer());
  const files = new Map<string, Uint8Array>([
    ['between.json', text(record)],
    ...(across ? [['cka.csv', text(ckaCsv(across))] as const] : []),
    ...(line ? [['line.csv', text(walkCsv(line))] as const] : []),
    ...(curve ? [['curve.csv', text(walkCsv(curve))] as const] : []),
    ...(plane ? [['plane.csv', text(gridCsv(plane))] as const] : []),
    ['references.bib', text(referencesOf(found))],
    ...pictures.map(({ id, format: kind, bytes }) => [`${id}.${kind}`, bytes] as const),
  ]);
  await writeFolder(resolve(out), files, { keep: true });
  return [...files.keys()].map((name) => join(relative('.', out) || '.', name));
}

const text = (content: string) => new TextEncoder().encode(content);

/** What was done is to be cited by, as BibTeX. */
const referencesOf = (found: Between): string =>
  bibtexOf(
    citedBy(
      Object.entries(betweenSources).flatMap(([what, keys]) =>
        what in found ? [{ part: `between runs, ${what}`, keys }] : [],
      ),
      bibliography(),
    ),
  );

/** A row a point: t, and of each scalar its value, its error and whether it converged, as series have them. */
function walkCsv({ at, scalars }: Walk): string {
  const keys = [...new Set(scalars.flatMap((one) => Object.keys(one)))];
  return csvOf(
    ['t', ...keys.flatMap((key) => [key, `${key}Stderr`, `${key}Converged`])],
    at.map((t, k) => [
      t,
      ...keys.flatMap((key): CsvCell[] => {
        const one = scalars[k]![key];
        return one === undefined ? [null, null, null] : [one.value, one.stderr, one.converged];
      }),
    ]),
  );
}

/** A row a pair of layers. */
const ckaCsv = ({ layers, cka, plainCka }: LayersSimilarity): string =>
  csvOf(
    ['layerOfA', 'layerOfB', 'cka', 'ckaStderr', 'plainCka'],
    cka.flatMap((row, i) =>
      row.map(({ value, stderr }, j): CsvCell[] => [
        ...[layers[i]!, layers[j]!, value, stderr, plainCka[i]![j]!],
      ]),
    ),
  );

/** A row a point of the grid: both coordinates and the loss. */
const gridCsv = ({ axes: [x, y], losses }: LossGrid): string =>
  csvOf(
    ['x', 'y', 'trainLoss'],
    y!.at.flatMap((b, j) => x!.at.map((a, i) => [a, b, losses[j]![i]!])),
  );
