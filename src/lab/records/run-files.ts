import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../../core/error.ts';
import { sha256 } from '../data/checksum.ts';
import { kindOf, readRegular } from './regular-file.ts';
import { readSealed } from './seal.ts';

/** The file that says of a run's folder what lies in it. */
export const MANIFEST = 'manifest.json';

/** Files that every run leaves beside its manifest, and those that some do. Names from elsewhere lead to no file. */
const ALWAYS = ['spec.json', 'ending.json', 'scalars.json', 'series.csv', 'weights.npz'] as const;
const SOMETIMES = [
  ...['arrays.json', 'state.npz', 'snapshots.npz', 'outputs.npz', 'references.json'],
] as const;

/** A file as a manifest lists it. */
export interface Listed {
  readonly bytes: number;
  readonly sha256: string;
}

/** What a manifest holds beside the facts of the run: whose record it is, and what files. */
export interface Listing {
  readonly run: string;
  readonly files: Readonly<Record<string, Listed>>;
}

/** The listing of a run's files. */
export const listingOf = (run: string, files: ReadonlyMap<string, Uint8Array>): Listing => ({
  run,
  files: Object.fromEntries(
    [...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]),
  ),
});

/**
 * In which state the record of a run is: `whole` is one whose files are all as they were written, `unchecked` one of a flowlab of
 * old, which kept no hashes.
 */
export type Condition =
  | { readonly kind: 'absent' | 'whole' | 'unchecked' }
  | { readonly kind: 'damaged'; readonly why: string };

/** Reads every file of a run's folder and compares it with what was written. */
export function conditionOf(folder: string, id: string): Condition {
  const path = join(folder, id);
  try {
    return { kind: kindOf(path).kind === 'nothing' ? 'absent' : examined(path, id) };
  } catch (error) {
    return { kind: 'damaged', why: reason(error) };
  }
}

/** Throws Error, with what is wrong, unless a folder holds the record of this run. */
function examined(path: string, id: string): 'whole' | 'unchecked' {
  const { kind } = kindOf(path);
  if (kind !== 'a folder') throw new Error(`it is ${kind}, not a folder`);
  const { value, sealed } = about(MANIFEST, () => readSealed(join(path, MANIFEST)));
  if (!sealed) return 'unchecked';
  const { run, files } = value as unknown as Listing;
  if (run !== id) throw new Error(`it is the record of run ${JSON.stringify(run)}`);
  if (typeof files !== 'object' || files === null) throw new Error(`${MANIFEST} lists no files`);
  for (const name of ALWAYS)
    if (files[name] === undefined) throw new Error(`${MANIFEST} does not list ${name}`);
  for (const [name, listed] of Object.entries(files)) {
    if (!isKnown(name)) throw new Error(`${MANIFEST} lists ${JSON.stringify(name)}`);
    about(name, () => {
      if (sha256(readRegular(join(path, name), listed?.bytes)) !== listed?.sha256)
        throw new Error('was changed after it was written');
    });
  }
  return 'whole';
}

/** What `act` gives; errors begin with the name of the file. */
function about<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Error(`${name} ${reason(error)}`);
  }
}

const isKnown = (name: string): boolean => [...ALWAYS, ...SOMETIMES].some((one) => one === name);

/** The names of the files of a run's record that are there, the manifest last. */
export const filesThere = (path: string): readonly string[] => [
  ...readdirSync(path).filter(isKnown).sort(),
  MANIFEST,
];

/** Whether a text names a file that a record may have, and leads nowhere else. */
export const isFileOfRun = (name: unknown): boolean =>
  typeof name === 'string' && (name === MANIFEST || isKnown(name));
