import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/command-line.ts';
import {
  claimsOf,
  type Example,
  exported,
  fences,
  filesOfPage,
  page,
  saysTheSame,
  scriptsOfPage,
} from '../support/library-examples.ts';

const names = exported();
const scripts = scriptsOfPage();

/** The examples of doc comments go on from the first block of this script. */
const prelude = fences().find(({ text }) => text.startsWith('// network.ts\n'))!.text;
const comments: Example[] = names.flatMap(({ name, example }) =>
  example === undefined
    ? []
    : [{ title: name, code: withImports(example), prints: claimsOf(prelude + example) }],
);

function withImports(example: string): string {
  const code = `${prelude.replace(/^import .*? from 'flowlab';$/ms, '')}{\n${example}\n}`;
  const used = names.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(code));
  const imports = used.map(({ name, isValue }) => (isValue ? name : `type ${name}`));
  return `import { ${imports.join(', ')} } from 'flowlab';\n${code}`;
}

const examples = [...scripts, ...comments];
const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  types: [],
};

const folder = temporaryFolder();
afterAll(folder.remove);
const fileOf = (i: number) => join(folder.path, `example-${i}.ts`);

/** What each example printed, or how it failed. */
let outcomes: readonly { readonly lines: readonly string[]; readonly error?: string }[] = [];

beforeAll(() => {
  const packageRoot = dirname(fileURLToPath(new URL('../../package.json', import.meta.url)));
  mkdirSync(join(folder.path, 'node_modules'));
  symlinkSync(packageRoot, join(folder.path, 'node_modules', 'flowlab'));
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
  for (const { name, text } of filesOfPage()) writeFileSync(join(folder.path, name), text);
  for (const [i, { code }] of examples.entries()) {
    writeFileSync(fileOf(i), code);
    writeFileSync(
      fileOf(i).replace('.ts', '.js'),
      ts.transpileModule(code, { compilerOptions: { ...options, module: ts.ModuleKind.ES2022 } })
        .outputText,
    );
  }
  // In one process, one after the other: the engine takes a second to load.
  const driver = join(folder.path, 'driver.js');
  writeFileSync(
    driver,
    `import { writeFileSync } from 'node:fs';
     const outcomes = [];
     for (let i = 0; i < ${examples.length}; i++) {
       const lines = [];
       console.log = (...words) => lines.push(...words.join(' ').split('\\n'));
       const error = await import(\`./example-\${i}.js\`).then(() => undefined, (e) => String(e?.stack ?? e));
       outcomes.push({ lines, error });
     }
     writeFileSync('outcomes.json', JSON.stringify(outcomes));`,
  );
  const run = spawnSync(process.execPath, [driver], { cwd: folder.path, encoding: 'utf8' });
  expect(run.stderr.split('\n').filter((line) => /Error/.test(line))).toEqual([]);
  outcomes = JSON.parse(readFileSync(join(folder.path, 'outcomes.json'), 'utf8'));
}, 300_000);

describe('every name of the door', () => {
  test('occurs in an example', () => {
    const text = examples.map(({ code }) => code.replace(/^import .*? from 'flowlab';$/gms, ''));
    const missing = names.filter(
      ({ name }) => !text.some((t) => new RegExp(`\\b${name}\\b`).test(t)),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test('that is a function has an example in its doc comment, which uses it', () => {
    const without = names.filter(
      ({ name, isFunction, example = '' }) => isFunction && !example.includes(`${name}(`),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('stands in the table of docs/library.md, and no other does', () => {
    const table = readFileSync(page, 'utf8').split('## What the door has')[1]!;
    const listed = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    expect(listed.sort()).toEqual(names.map(({ name }) => name).sort());
  });

  test('is one of about thirty values', () => {
    expect(names.filter(({ isValue }) => isValue).length).toBeLessThanOrEqual(36);
  });
});

test('the examples compile under strict rules against the declarations of the package', () => {
  const program = ts.createProgram(
    examples.map((_, i) => fileOf(i)),
    options,
  );
  const found = ts.getPreEmitDiagnostics(program);
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => folder.path,
    getNewLine: () => '\n',
  };
  expect(ts.formatDiagnostics(found, host)).toBe('');
});

test.each(examples.map(({ title, prints }, i) => [title, prints, i] as const))(
  '%s prints what it promises',
  (_title, prints, i) => {
    const { lines, error } = outcomes[i]!;
    expect(error).toBeUndefined();
    expect(prints.length).toBeGreaterThan(0);
    const differing = lines.filter((line, k) => !saysTheSame(line, prints[k] ?? ''));
    expect({ lines: lines.length, differing }).toEqual({ lines: prints.length, differing: [] });
  },
);

test.each([
  ['0.123 of 7', '0.124 of 7', true],
  ['0.123 of 7', '0.125 of 7', false],
  ['0.123 of 7', '0.123 of 8', false],
  ['0.123', '0.123 or so', false],
])('%s against a promise of %s: %s', (printed, promised, same) => {
  expect(saysTheSame(printed, promised)).toBe(same);
});
