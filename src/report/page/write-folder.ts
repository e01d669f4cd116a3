import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '../../core/error.ts';

/** Lists what the report wrote, so that the next one knows its own files from a user's. */
export const LEDGER = '.flowlab-report.json';

/** SHA-256 of each file of a report; two while a file is being replaced. */
type Ledger = Readonly<Record<string, readonly string[]>>;

/**
 * Writes files, named by their path within `folder`, and removes those of the last report that are gone unless they are to be kept.
 *
 * Replaces nothing but what an earlier report wrote there: throws InputError, before it writes, where a
 * file is not of a report or was edited since, and where the folder cannot be written.
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<void> {
  const before = await readLedger(folder);
  const found = new Map<string, string>();
  for (const name of new Set([...files.keys(), ...Object.keys(before)])) {
    const bytes = await readIfThere(join(folder, name));
    if (bytes !== null) found.set(name, hash(bytes));
  }
  for (const [name, bytes] of files) {
    const there = found.get(name);
    const ours = there === undefined || there === hash(bytes) || before[name]?.includes(there);
    if (!ours) {
      const why = before[name] ? 'was edited since a report wrote it' : 'is not part of a report';
      throw new InputError(
        `will not overwrite ${join(folder, name)}: it ${why}; move it away or choose another folder`,
      );
    }
  }
  await attempt(folder, async () => {
    const next = Object.fromEntries([
      ...(keep ? Object.entries(before) : []),
      ...[...files].map(([name, bytes]) => [name, [hash(bytes)]] as const),
    ]);
    // Both hashes first: a report that is stopped half-way leaves no file it would not own.
    const both = Object.fromEntries(
      [...new Set([...Object.keys(before), ...files.keys()])].map((name) => [
        name,
        [...(before[name] ?? []), ...(next[name] ?? [])],
      ]),
    );
    await replace(folder, LEDGER, ledgerText(both));
    for (const [name, bytes] of files) await replace(folder, name, bytes);
    for (const [name, hashes] of Object.entries(before)) {
      const stale = !keep && !files.has(name) && hashes.includes(found.get(name) ?? '');
      if (stale) await rm(join(folder, name));
    }
    await replace(folder, LEDGER, ledgerText(next));
  });
}

async function readLedger(folder: string): Promise<Ledger> {
  const path = join(folder, LEDGER);
  const bytes = await readIfThere(path);
  if (bytes === null) return {};
  try {
    const { files } = JSON.parse(bytes.toString('utf8')) as { files: unknown };
    if (isLedger(files)) return files;
  } catch {
    // Falls through to the one message below.
  }
  throw new InputError(`cannot read ${path}: not the list of a report's files; move it away`);
}

const isLedger = (value: unknown): value is Ledger =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([name, hashes]) => inside(name) && Array.isArray(hashes));

// A ledger names files to remove: none of them may lie outside the folder.
const inside = (name: string) => !name.startsWith('/') && !name.split(/[/\\]/).includes('..');

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new InputError(
      `cannot write the report to ${path}: ${codeOf(error)}; choose another folder`,
    );
  }
}

async function attempt(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new InputError(
      `cannot write the report to ${folder}: ${codeOf(error)}; choose another folder`,
    );
  }
}

async function replace(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.part`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

const ledgerText = (files: Ledger) => `${JSON.stringify({ files }, null, 2)}\n`;

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;
