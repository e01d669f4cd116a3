import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, onDisk } from '../../core/disk-error.ts';
import { setAside } from './durable.ts';
import { timeOf } from './folder-time.ts';
import { DRAFT } from './passing.ts';
import { kindOf } from './regular-file.ts';

/** A process that computes runs. */
export interface Runner {
  readonly host: string;
  /** The machine since it was started, and the space in which its processes have their numbers. */
  readonly machine: string;
  readonly pid: number;
  /** Whether a process of this machine is alive. */
  readonly isAlive: (pid: number) => boolean;
}

/** The right to compute a run: for as long as it is renewed no other process does. */
export interface Lease {
  /** In the file too, by which others that see it know this folder from one of the same name elsewhere. */
  readonly token: string;
  renew(): void;
  release(): void;
}

/** Milliseconds between two renewals. */
export const RENEWAL = 10_000;

/** Milliseconds after which a lease that was not renewed is a dead runner's: a file server may answer with what it knew a minute ago. */
const EXPIRY = 90_000;

/**
 * Takes the lease of a run, a file `<run>.lease` beside its folder; or tells the host of the one who has it. One who is dead has it no
 * longer: a process of this machine that is gone, or any that has not renewed it for a while by the clock of the file system.
 *
 * @throws DiskError where the file cannot be written
 */
export function takeLease(
  folder: string,
  id: string,
  runner: Runner,
): Lease | { readonly host: string } {
  const path = join(folder, `${id}.lease`);
  for (;;) {
    const lease = onDisk(path, () => created(path, runner));
    if (lease !== undefined) return lease;
    const found = look(path);
    if (found === undefined) continue;
    if (!isDead(found, folder, runner)) return { host: found.host };
    takeAway(path, found);
  }
}

/** The host of the one who has the lease of a run; undefined where nobody has. */
export function leasedBy(folder: string, id: string, runner: Runner): string | undefined {
  const found = look(join(folder, `${id}.lease`));
  return found === undefined || isDead(found, folder, runner) ? undefined : found.host;
}

/** Whether a folder, as it is seen from here, has this lease of a run. */
export function hasLease(folder: string, id: string, token: string): boolean {
  return look(join(folder, `${id}.lease`))?.token === token;
}

/** A new lease; undefined where there is one. */
function created(path: string, { host, machine, pid }: Runner): Lease | undefined {
  let handle: number;
  try {
    handle = openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'EISDIR') return undefined;
    throw error;
  }
  const token = randomUUID();
  const text = `${JSON.stringify({ host, machine, pid, token })}\n`;
  // Its own file, wherever that is by now: the clock that dates what is written is the file system's.
  const renew = () => {
    writeSync(handle, text, 0);
    fsyncSync(handle);
  };
  const release = () => {
    const own = fstatSync(handle).ino;
    closeSync(handle);
    if (lstatSync(path, { throwIfNoEntry: false })?.ino === own) rmSync(path, { force: true });
  };
  try {
    renew();
  } catch (error) {
    release();
    throw error;
  }
  return { token, renew: () => quietly(renew), release: () => quietly(release) };
}

/** A renewal that fails is made up for by the next; a lease that is lost costs at most that a run is computed twice, to the same record. */
function quietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

/** Who has a lease that does not say it. */
const NOBODY = { host: 'unknown', machine: '', pid: 0 };

/** A lease that somebody has. */
interface Found extends Pick<Runner, 'host' | 'machine' | 'pid'> {
  readonly token?: string;
  readonly text: string;
  readonly renewed: number;
}

function look(path: string): Found | undefined {
  const { kind, stats } = kindOf(path);
  // Whoever opens a pipe waits for what is written into it.
  if (kind === 'a device') return { ...NOBODY, text: '', renewed: stats!.mtimeMs };
  try {
    // A file that is opened is asked for anew by network file systems.
    const handle = openSync(path, 'r');
    try {
      const { mtimeMs: renewed } = fstatSync(handle);
      const text = textIn(handle);
      return { ...NOBODY, ...holderIn(text), text, renewed };
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) === undefined)
      return undefined;
    return unreadable(path, error);
  }
}

/** What has the name of a lease and cannot be opened, such as a link that leads nowhere: it expires, too. */
function unreadable(path: string, error: unknown): Found {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined || codeOf(error) === undefined) throw error;
  return { ...NOBODY, text: '', renewed: there.mtimeMs };
}

/** Who has a lease; nothing of one that is being written, or damaged. */
function holderIn(text: string): Partial<Found> {
  try {
    const { host, machine, pid, token } = JSON.parse(text) as Found;
    const isHolder = typeof host === 'string' && typeof machine === 'string';
    return isHolder && Number.isInteger(pid) && pid > 0
      ? { host, machine, pid, ...(token !== undefined && { token }) }
      : {};
  } catch {
    return {};
  }
}

/** A living process of this machine may have the number of one that is gone. */
const isDead = (found: Found, folder: string, { machine, isAlive }: Runner): boolean =>
  (found.machine === machine && !isAlive(found.pid)) || timeOf(folder) - found.renewed > EXPIRY;

/** Removes a dead runner's lease, unless another process did so first and has its own there by now. */
function takeAway(path: string, dead: Found): void {
  const aside = join(dirname(path), `${DRAFT}${randomUUID()}`);
  try {
    if (lstatSync(path).isDirectory()) {
      setAside(path);
      return;
    }
    renameSync(path, aside);
    if (textIn(aside) !== dead.text) linkSync(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The text of a lease, by its path or opened; that of one that cannot be read is empty. */
function textIn(file: string | number): string {
  if (typeof file === 'string' && kindOf(file).kind === 'a device') return '';
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (typeof file === 'string' && kindOf(file).kind === 'nothing') throw error;
    return '';
  }
}
