import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { compare } from '../../src/cli/compare/compare.ts';
import { gc } from '../../src/cli/gc/gc.ts';
import { listRuns } from '../../src/cli/list/list.ts';
import { finishedRuns } from '../../src/cli/shared/finished-runs.ts';
import { runNamed } from '../../src/cli/shared/run-named.ts';
import { sealedJson } from '../../src/lab/records/seal.ts';
import { openStore } from '../../src/lab/records/store.ts';
import { byteMutation } from '../support/mutations/bytes.ts';
import { holds, namesBelow } from '../support/mutations/held.ts';
import { textMutation } from '../support/mutations/texts.ts';
import { treeMutation } from '../support/mutations/trees.ts';
import { recordRuns } from '../support/recorded.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { experimentOf, gd, sgd, synthetic } from '../support/synthetic-runs.ts';

const { count, seed } = inject('mutations');
const folder = scratchFolder();
const pristine = join(folder, 'pristine');
const runs = join(folder, 'runs');
const all = [gd(0.1), sgd(4)].flatMap((method) => [0, 1].map((n) => synthetic(method, n)));
recordRuns(pristine, { ...experimentOf(all), id: 'one' }, all);
const files = readdirSync(pristine, { recursive: true, encoding: 'utf8', withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(pristine.length + 1))
  .sort();
const id = readdirSync(join(pristine, 'one')).find((name) => /^[0-9a-f]{16}$/.test(name))!;

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** As `flowlab runs`, `compare`, `report`, `reproduce` and `gc` read records, and as `run` decides what to compute again. */
const readings: readonly (() => unknown)[] = [
  () => listRuns('one', { runs }),
  () => listRuns(undefined, { runs, where: 'trace > 0', sort: 'trace', json: true }),
  () => compare('one', 'one', { runs }),
  () => compare(id, id, { runs, all: true }),
  () => finishedRuns('one', runs).runs.map(({ weights, snapshots }) => [weights, snapshots]),
  () => runNamed(id, runs)?.run.scalars,
  () => gc([], { runs }),
  () => {
    const store = openStore(runs, 'one');
    return [id, ...store.ids()].map((one) => store.condition(one));
  },
];

type Mutate = (bytes: Buffer) => Uint8Array | string;

/** Changes of a file's bytes or text; and of what a JSON file says, with or without a seal that fits, or with none. */
const mutations: fc.Arbitrary<Mutate> = fc.oneof(
  byteMutation.map(
    (mutate): Mutate =>
      (bytes) =>
        mutate(bytes),
  ),
  textMutation.map(
    (mutate): Mutate =>
      (bytes) =>
        mutate(bytes.toString('latin1')),
  ),
  fc.tuple(treeMutation, fc.constantFrom('seal', 'no seal', 'old seal')).map(
    ([mutate, how]): Mutate =>
      (bytes) => {
        const value = jsonIn(bytes);
        if (value === undefined) return bytes.subarray(1);
        const { seal, format, ...rest } = value;
        const changed = mutate(rest);
        if (typeof changed !== 'object' || changed === null || Array.isArray(changed))
          return JSON.stringify(changed) ?? '';
        if (how === 'no seal' || seal === undefined) return JSON.stringify(changed);
        return how === 'seal' ? sealedJson(changed) : JSON.stringify({ format, ...changed, seal });
      },
  ),
);

function jsonIn(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Records of a flowlab that kept no hashes: what is in them is all there is to go by. */
function withoutHashes(path: string): void {
  const {
    seal: _,
    format: __,
    files: ___,
    run: ____,
    ...manifest
  } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(manifest));
}

test.each([
  ['sealed', () => {}],
  [
    'unchecked',
    () => {
      for (const name of readdirSync(join(runs, 'one')))
        if (/^[0-9a-f]{16}$/.test(name)) withoutHashes(join(runs, 'one', name, 'manifest.json'));
    },
  ],
] as const)(
  '%s records that were changed are read, left out or refused',
  { timeout: 3 * 3_600_000 },
  async (_, prepare) => {
    rmSync(runs, { recursive: true, force: true });
    cpSync(pristine, runs, { recursive: true });
    prepare();
    const outside = readdirSync(folder).sort();
    const before = namesBelow(runs);
    await holds(
      fc.tuple(fc.constantFrom(...files), mutations, fc.constantFrom(...readings)),
      { runs: count, seed },
      async ([name, mutate, reading]) => {
        const bytes = readFileSync(join(runs, name));
        writeFileSync(join(runs, name), mutate(bytes));
        try {
          await reading();
        } finally {
          writeFileSync(join(runs, name), bytes);
          expect([readdirSync(folder).sort(), namesBelow(runs)]).toEqual([outside, before]);
        }
      },
    );
  },
);
