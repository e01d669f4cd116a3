import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import { ndarray } from '../../problems/data/npy.ts';
import { writeNpz } from '../../problems/data/npz.ts';
import { readNpz } from '../data/file.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { References } from '../task/references.ts';
import { writeFolderWhole } from './durable.ts';
import { checkRun } from './form/run-form.ts';
import { fromJson, toJson } from './json.ts';
import { arrayIn, floatsOf } from './own-arrays.ts';
import type { Provenance } from './provenance.ts';
import type { Manifest, Run } from './record.ts';
import type { Result } from './result.ts';
import { filesThere, type Listing, listingOf, MANIFEST } from './run-files.ts';
import { readSealed, sealedJson } from './seal.ts';
import { seriesFromCsv, seriesToCsv } from './series-csv.ts';
import { readSnapshots, snapshotsNpz } from './snapshots-npz.ts';
import { stateNpz } from './state-npz.ts';

/** What a run left, with why it ended in words and a card of its method. */
export type Finished = Result & Pick<Run, 'reason'> & { readonly facts: Pick<Manifest, 'method'> };

/** Whether anything lies where the record of this run would. */
export const hasRun = (folder: string, id: string): boolean =>
  existsSync(join(folder, id, MANIFEST));

/**
 * Writes the record of a run: spec.json, ending.json, scalars.json, series.csv, weights.npz, state.npz of a solver that carries
 * anything, references.json of a problem that publishes something and, where asked for, arrays.json, snapshots.npz and
 * outputs.npz, with manifest.json, which has the size and the hash of each. Its folder appears whole or not at all.
 *
 * @throws DiskError where it cannot be written
 */
export function writeRun(
  folder: string,
  id: string,
  spec: RunSpec,
  { ending, reason: why, scalars, arrays, series, outputs, facts, ...rest }: Finished,
  by: Provenance,
): void {
  const files = new Map<string, Uint8Array>();
  const put = (name: string, content: string | Uint8Array) =>
    files.set(name, typeof content === 'string' ? Buffer.from(content) : content);
  put('spec.json', toJson(spec));
  put('ending.json', toJson({ ending, reason: why } satisfies Ended));
  put('scalars.json', toJson(scalars));
  if (Object.keys(arrays).length > 0) put('arrays.json', toJson(arrays));
  put('series.csv', seriesToCsv(series));
  put('weights.npz', weightsNpz(rest));
  if (rest.carried !== undefined) put('state.npz', stateNpz(rest.carried, rest.shapes));
  if (rest.snapshots.length > 0) put('snapshots.npz', snapshotsNpz(rest.snapshots));
  if (rest.trainOutputs !== undefined)
    put('outputs.npz', writeNpz({ train: ndarray(rest.trainOutputs) }));
  const { references = {} } = rest;
  if (Object.keys(references).length > 0) put('references.json', toJson(plain(references)));
  const manifest = { ...by, ...facts, outputs } satisfies Manifest;
  const listing = listingOf(id, files);
  put(MANIFEST, sealedJson({ ...manifest, ...listing }));
  writeFolderWhole(join(folder, id), files);
}

/**
 * Copies the record of a run from one folder of records to another, where it appears whole or not at all.
 *
 * @throws DiskError where it cannot be written
 */
export function copyRun(from: string, to: string, id: string): void {
  const path = join(from, id);
  const files = filesThere(path).map((name) => [name, readFileSync(join(path, name))] as const);
  writeFolderWhole(join(to, id), new Map(files));
}

/** Vectors as lists. */
const plain = (references: References) =>
  Object.fromEntries(
    Object.entries(references).map(([name, of]) => [
      name,
      typeof of === 'number' ? of : Array.from(of),
    ]),
  );

const weightsNpz = ({ weights, shapes }: Pick<Result, 'weights' | 'shapes'>): Uint8Array =>
  writeNpz(Object.fromEntries(weights.map((w, i) => [`p${i}`, ndarray(w, shapes[i]!)])));

type Ended = Pick<Run, 'ending' | 'reason'>;

/**
 * Reads the record of a run.
 *
 * @throws InputError where a file of it is missing or cannot be read
 */
export function readRun(folder: string, id: string): Run {
  try {
    return parsedRun(folder, id);
  } catch (error) {
    throw new InputError(`${join(folder, id)} is no record of a run: ${reason(error)}`);
  }
}

/** Reads the record of a run; throws Error, with what is wrong in a few words, where that cannot be done. */
export function parsedRun(folder: string, id: string): Run {
  const path = (name: string) => join(folder, id, name);
  const json = (name: string): unknown => fromJson(readFileSync(path(name), 'utf8'));
  if (!existsSync(path('ending.json')))
    throw new Error('ending.json is missing, as in those of the first flowlab');
  const { ending, reason: why } = json('ending.json') as Ended;
  const {
    run: _,
    files: __,
    ...manifest
  } = readSealed(path(MANIFEST)).value as unknown as Manifest & Listing;
  const spec = json('spec.json') as RunSpec;
  const read = {
    ...{ ending, reason: why, manifest },
    series: seriesFromCsv(readFileSync(path('series.csv'), 'utf8')),
    scalars: json('scalars.json') as Run['scalars'],
    arrays: existsSync(path('arrays.json')) ? (json('arrays.json') as Run['arrays']) : {},
    ...(existsSync(path('references.json')) && {
      references: json('references.json') as NonNullable<Run['references']>,
    }),
  };
  checkRun(read, spec);
  let snapshots: Run['snapshots'] | undefined;
  let weights: Run['weights'];
  let trainOutputs: Run['trainOutputs'];
  return {
    ...{ id, spec, ...read },
    get snapshots() {
      snapshots ??= readSnapshots(path('snapshots.npz'));
      return snapshots;
    },
    get weights() {
      weights ??= readWeights(path('weights.npz'));
      return weights;
    },
    get trainOutputs() {
      const file = path('outputs.npz');
      trainOutputs ??= existsSync(file)
        ? floatsOf(arrayIn(readNpz(file), 'train', file))
        : undefined;
      return trainOutputs;
    },
  };
}

/** The arrays of a file of weights behind one another, in their order; undefined where there is no file. */
function readWeights(file: string): Run['weights'] {
  if (!existsSync(file)) return undefined;
  const arrays = readNpz(file);
  const parts = Object.keys(arrays).map((_, i) => floatsOf(arrayIn(arrays, `p${i}`, file)));
  const size = parts.reduce((total, { length }) => total + length, 0);
  const all = new (parts[0] instanceof Float64Array ? Float64Array : Float32Array)(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
