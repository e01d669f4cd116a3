import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { codeOf, onDisk } from '../../core/disk-error.ts';
import { reason } from '../../core/error.ts';
import { writeFileWhole } from '../records/durable.ts';
import { CHECKPOINTS } from '../records/passing.ts';
import { kindOf, readRegular } from '../records/regular-file.ts';
import type { RunState } from '../run/run-state.ts';

/** Changes with the form of these files. That of a state belongs to the version of the code, and so to the run's id. */
const FORMAT = 1;
/** What such a file begins with: this word, and the SHA-256 of the rest. */
const WORD = Buffer.from('flowlab checkpoint\n');
const DIGEST = 32;
/** The end of the name of a draft. */
const NEW = '.new';

/** What a checkpoint was written for: it helps no other run. */
interface Owner {
  readonly format: number;
  readonly id: string;
}

/** Where the state of one run is kept while it is computed. */
export interface CheckpointFile {
  /** The state that was kept last, where there is one that can be used; and what becomes of it, a sentence. */
  read(): { readonly state?: RunState; readonly notice?: string };
  /** Keeps a state in place of the last one, whole or not at all; throws DiskError where it cannot be written. */
  write(state: RunState): void;
  remove(): void;
}

/**
 * The checkpoint of a run, `<records>/.checkpoints/<id>`: numbers and arrays to the last bit, in the form of Node's structured clones, after a digest of
 * all of them. A damaged file, or one of another run or format, is not read; the id changes with the spec and the version of the code.
 */
export function checkpointFile(records: string, id: string): CheckpointFile {
  const file = join(records, CHECKPOINTS, id);
  // Whoever computes the run has its lease.
  const draft = `${file}${NEW}`;
  const owner: Owner = { format: FORMAT, id };
  return {
    read() {
      try {
        if (kindOf(file).kind === 'nothing') return {};
        const state = stateIn(readRegular(file), owner);
        return { state, notice: `goes on from its checkpoint ${placeIn(state)}` };
      } catch (error) {
        return { notice: `starts anew, since its checkpoint ${file} ${reason(error)}` };
      }
    },
    write(state) {
      const body = serialize({ owner, state });
      onDisk(file, () => mkdirSync(dirname(file), { recursive: true }));
      writeFileWhole(file, Buffer.concat([WORD, digestOf(body), body]), draft);
    },
    remove() {
      for (const name of [file, draft]) rmSync(name, { recursive: true, force: true });
    },
  };
}

/** Removes the checkpoints of those runs of a folder of records that are over. */
export function removeCheckpoints(records: string, isOver: (id: string) => boolean): void {
  const folder = join(records, CHECKPOINTS);
  for (const name of namesIn(folder))
    if (isOver(name.replace(NEW, ''))) rmSync(join(folder, name), { recursive: true });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // What has the folder's name and is none is said when a checkpoint is to be written.
    if (isMissing(error) || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Where a run was left. */
function placeIn({ start, run }: RunState): string {
  if (run?.kind === 'measuring') return 'after its last step';
  if (run !== undefined) return `at step ${run.training.at.step}`;
  return start?.kind === 'training'
    ? `at step ${start.training.at.step} of its start`
    : 'at its start';
}

const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';

const digestOf = (body: Buffer): Buffer => createHash('sha256').update(body).digest();

/** The state in a file; throws Error saying what is wrong with it. */
function stateIn(bytes: Buffer, owner: Owner): RunState {
  const start = WORD.length + DIGEST;
  const body = bytes.subarray(start);
  if (!bytes.subarray(0, WORD.length).equals(WORD)) throw new Error('is no checkpoint');
  if (!bytes.subarray(WORD.length, start).equals(digestOf(body))) throw new Error('is damaged');
  const { owner: of, state } = deserialize(body) as { owner: Owner; state: RunState };
  if (of.format !== owner.format) throw new Error(`has format ${of.format}, not ${owner.format}`);
  if (of.id !== owner.id) throw new Error(`is of run ${of.id}`);
  return state;
}
