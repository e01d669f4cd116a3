import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { main, temporaryFolder } from '../support/command-line.ts';
import { type Deed, deedsOf, insertionsOf } from '../support/guide.ts';
import { pythonHas } from '../support/python.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
afterAll(folder.remove);

const pages = readdirSync(join(root, 'docs/how-to')).filter((name) => name.endsWith('.md'));
const textOf = (name: string) => readFileSync(join(root, 'docs/how-to', name), 'utf8');
const isOfSource = (name: string) => insertionsOf(textOf(name)).length > 0;

test.each(pages)('%s says one thing in 200 to 500 words', (name) => {
  const words = textOf(name).split(/\s+/).length;
  expect(words).toBeGreaterThan(200);
  expect(words).toBeLessThanOrEqual(500);
});

const needsPython = (name: string) => textOf(name).includes('```python');

describe.each(pages.filter((name) => !isOfSource(name)))('%s', (name) => {
  const own = join(folder.path, name);
  mkdirSync(own);
  const skipped = needsPython(name) && !pythonHas('numpy');
  test.skipIf(skipped).each(titled(deedsOf(textOf(name))))('%s', (_, deed) =>
    doIt(deed, own, [main]),
  );
});

describe.each(pages.filter(isOfSource))('%s, in a copy of the source', (name) => {
  const copy = join(folder.path, name);
  const files = deedsOf(textOf(name)).filter(({ file }) => file?.endsWith('.ts') === true);
  const rest = deedsOf(textOf(name)).filter((deed) => !files.includes(deed));

  test('writes its files and lines', () => {
    mkdirSync(copy);
    for (const own of ['src', 'dist'])
      cpSync(join(root, own), join(copy, own), { recursive: true });
    for (const own of [
      'node_modules',
      'package.json',
      'datasets',
      'experiments',
      'references.yaml',
    ])
      symlinkSync(join(root, own), join(copy, own));
    for (const deed of files) doIt(deed, copy, []);
    for (const { file, after, line } of insertionsOf(textOf(name))) {
      const text = readFileSync(join(copy, file), 'utf8').split('\n');
      const at = text.indexOf(after);
      expect(at, `${file} has no line ${after}`).toBeGreaterThanOrEqual(0);
      writeFileSync(join(copy, file), text.toSpliced(at + 1, 0, line).join('\n'));
    }
    const touched = [
      ...files.map(({ file }) => file!),
      ...insertionsOf(textOf(name)).map(({ file }) => file),
    ];
    for (const file of new Set(touched)) build(copy, file);
  });

  test.each(titled(rest))('%s', (_, deed) => doIt(deed, copy, [join(copy, 'dist/cli/main.js')]));
});

/** Puts a file of src, without its types, where the build would. */
function build(copy: string, file: string): void {
  const { outputText } = ts.transpileModule(readFileSync(join(copy, file), 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
    },
  });
  writeFileSync(join(copy, file.replace(/^src/, 'dist').replace(/ts$/, 'js')), outputText);
}

function titled(deeds: readonly Deed[]) {
  return deeds.map((deed) => [deed.file ?? deed.command.args.join(' '), deed] as const);
}

/** Writes a file or runs a command; `flowlab` are the arguments of Node before those of the command. */
function doIt(deed: Deed, cwd: string, flowlab: readonly string[]): void {
  if (deed.file !== undefined) {
    mkdirSync(dirname(join(cwd, deed.file)), { recursive: true });
    writeFileSync(join(cwd, deed.file), deed.text);
    return;
  }
  const { program, args } = deed.command;
  const [command, own] =
    program === 'python3' ? ['python3', args] : [process.execPath, [...flowlab, ...args]];
  const { status, stderr } = spawnSync(command, own, {
    ...{ cwd, encoding: 'utf8' as const },
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect(status, stderr).toBe(0);
}
