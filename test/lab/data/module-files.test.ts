import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/lab/data/checksum.ts';
import { moduleFiles, moduleSum } from '../../../src/lab/data/module-files.ts';
import { readModule } from '../../../src/lab/data/own-module.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();
let files = 0;
/** Writes a module and returns its path. */
function written(text: string, name = `own-${files++}.ts`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('a module of one file has the SHA-256 of that file', () => {
  const text = 'export default 1;\n';
  expect(moduleSum(written(text))).toBe(sha256(Buffer.from(text)));
});

test('the sum of a module changes with what it imports, directly or not, and not with other files', () => {
  written('export const c = 1;\n', 'deep.ts');
  written("export * from './deep.js';\n", 'layer.ts');
  written('export const unused = 1;\n', 'aside.ts');
  const entry = written("import { c } from './layer';\nexport default c;\n");
  expect(moduleFiles(entry)).toHaveLength(3);
  const before = moduleSum(entry);
  written('export const unused = 2;\n', 'aside.ts');
  expect(moduleSum(entry)).toBe(before);
  written('export const c = 2;\n', 'deep.ts');
  expect(moduleSum(entry)).not.toBe(before);
});

test('types may come from anywhere, and what stands in comments and texts is no import', () => {
  const entry = written(`import type { NetworkModule } from 'flowlab';
// import x from 'y';
const says = "import z from 'w'";
export default (says as string).length as number satisfies number;
`);
  expect(moduleFiles(entry)).toEqual([entry]);
});

test.each([
  ["import { ops } from 'flowlab';", 'imports flowlab: a module may import its own files alone'],
  ["import 'node:fs';", 'imports node:fs: a module may import its own files alone'],
  ["const fs = require('node:fs');", 'imports node:fs: a module may import its own files alone'],
  ["const fs = await import('fs');", 'imports fs: a module may import its own files alone'],
  ["const all = await import('./' + name);", undefined],
  ['const all = await import(name);', 'imports what is not known beforehand: write import'],
  ["export * from './nowhere.ts';", 'imports ./nowhere.ts, which does not exist: correct the path'],
])('%s is refused in one line', async (line, says) => {
  const entry = written(`${line}\nexport default 1;\n`);
  const found = await complaint(() => moduleFiles(entry));
  expect(found).toContain(says ?? entry);
});

test('types are dropped, and every call executes the files anew', async () => {
  written('export const width: number = 3;\n', 'width.ts');
  const entry = written(
    "import { width } from './width.ts';\ninterface A { w: number }\nexport default (): A => ({ w: width });\n",
  );
  const widthOf = async () => ((await readModule(entry)) as () => { w: number })().w;
  expect(await widthOf()).toBe(3);
  written('export const width: number = 4;\n', 'width.ts');
  expect(await widthOf()).toBe(4);
});

test.each(['js', 'mjs', 'mts'])('a module may end in .%s', async (end) => {
  const entry = written('export default 7;\n', `own.${end}`);
  expect(await readModule(entry)).toBe(7);
});

test.each([
  ['export default (;', 'cannot be loaded: '],
  ["throw new Error('no\\nwidth');", 'cannot be loaded: no'],
])('what cannot be loaded is said in one line: %s', async (text, says) => {
  const entry = written(text);
  expect(await complaint(() => readModule(entry))).toContain(`${entry} ${says}`);
});
