import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { throughFolder } from '../../../src/engine/native/load-graph.ts';
import { openSession } from '../../../src/engine/program/sessions.ts';
import type { NativeBackend } from '../../../src/engine/tensors/native-backend.ts';

/** A backend that notes what it is asked to load. */
function noting(load: (folder: string, tags: string) => number): NativeBackend {
  const backend: Partial<NativeBackend> = { loadSavedModelMetaGraph: load };
  return backend as NativeBackend;
}

test('a graph lies in a folder of its own while it is loaded, and no longer', () => {
  const folders: string[] = [];
  const load = throughFolder(
    noting((folder, tags) => {
      folders.push(folder);
      expect(tags).toBe('serve');
      expect([...readFileSync(join(folder, 'saved_model.pb'))]).toEqual([1, 2, 3]);
      return 7;
    }),
  );
  expect([load(Uint8Array.of(1, 2, 3)), load(Uint8Array.of(1, 2, 3))]).toEqual([7, 7]);
  expect(new Set(folders.map((folder) => basename(folder))).size).toBe(2);
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});

test('the folder is gone where the graph cannot be loaded, too', () => {
  let folder = '';
  const load = throughFolder(
    noting((at) => {
      folder = at;
      throw new Error('not a graph');
    }),
  );
  expect(() => load(Uint8Array.of(1))).toThrow('not a graph');
  expect(folder).not.toBe('');
  expect(existsSync(folder)).toBe(false);
});

test('a backend that openEngine did not open loads no graph, and says so', () => {
  expect(() =>
    openSession(
      noting(() => 0),
      [],
      [],
    ),
  ).toThrow('cannot load a graph; open the native engine with openEngine first');
});
