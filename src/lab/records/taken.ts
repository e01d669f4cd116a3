import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSpec } from '../experiment/run-spec.ts';
import { fromJson } from './json.ts';
import type { Manifest } from './record.ts';
import { type Listing, MANIFEST } from './run-files.ts';

/** What a run on record took. */
export interface Taken {
  readonly spec: RunSpec;
  /** Of training and measuring, those of the training that it began with among them. */
  readonly seconds: number;
  /** Of its record; 0 where that was written by a flowlab that listed no files. */
  readonly bytes: number;
}

/** What the run of a record that is whole took: its spec and its manifest alone are read. */
export function takenBy(folder: string, id: string): Taken {
  const text = (name: string) => readFileSync(join(folder, id, name), 'utf8');
  const manifest = text(MANIFEST);
  const { cost, start, files } = fromJson(manifest) as Manifest & Partial<Listing>;
  const seconds = [cost, start?.cost].reduce(
    (sum, one) => sum + (one === undefined ? 0 : one.trainSeconds + one.measureSeconds),
    0,
  );
  const bytes = Object.values(files ?? {}).reduce(
    (sum, one) => sum + one.bytes,
    files === undefined ? 0 : manifest.length,
  );
  return { spec: fromJson(text('spec.json')) as RunSpec, seconds, bytes };
}
