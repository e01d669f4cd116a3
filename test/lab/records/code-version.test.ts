import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codeVersion, ENTRIES, versionOf } from '../../../src/lab/records/code-version.ts';
import { isMessage, sourceClosure } from '../../../src/lab/records/source-closure.ts';

const src = fileURLToPath(new URL('../../../src/', import.meta.url));

describe('the code that affects numbers', () => {
  test('is what executes a run and all that it imports, as the compiler sees it', () => {
    const paths = sourceClosure(src, ENTRIES).map(({ path }) => path);
    expect(paths).toEqual(closureByCompiler(src, ENTRIES));
    expect(paths.length).toBeGreaterThan(150);
    for (const root of ENTRIES) expect(paths).toContain(root);
    // Sentences and reports are made outside.
    for (const other of [
      'lab/run/why-ended',
      'lab/experiment/input-files',
      'lab/runner/worker',
      'report/page/report',
    ])
      expect(paths).not.toContain(other);
    expect(codeVersion()).toBe(versionOf(sourceClosure(src, ENTRIES)));
  });

  test('holds no message that decides anything', () => {
    const deciding = sourceClosure(src, ENTRIES).flatMap(({ path }) =>
      decidingMessages(join(src, `${path}.ts`)).map((text) => `${path}: ${text}`),
    );
    expect(deciding).toEqual([]);
  });

  test.each([
    ["if (name === 'heavy ball') go();", 1],
    ["switch (name) { case 'heavy ball': go(); }", 1],
    ["const x = { 'heavy ball': 1 };", 1],
    ["random.fork('trace probes');", 1],
    ["const label = 'heavy ball';", 0],
  ])('%s', (line, count) => {
    const file = join(mkdtempSync(join(tmpdir(), 'flowlab-message-')), 'a.ts');
    writeFileSync(file, line);
    expect(decidingMessages(file)).toHaveLength(count);
    rmSync(dirname(file), { recursive: true });
  });
});

describe('the version of the code', () => {
  let root = '';
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const version = () => versionOf(sourceClosure(root, ['lab/execute']));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'flowlab-code-'));
    put('lab/execute.ts', "import { step } from '../dynamics/step.ts';\nexport const go = step;\n");
    put('dynamics/step.ts', STEP);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const changed = (change: () => void): boolean => {
    const before = version();
    change();
    return version() !== before;
  };

  test('changes with a number, a name, and the name of a stream', () => {
    expect(changed(() => put('dynamics/step.ts', STEP.replace('0.5', '0.25')))).toBe(true);
    expect(changed(() => put('dynamics/step.ts', STEP.replace("'noise'", "'steps'")))).toBe(true);
    expect(changed(() => put('dynamics/step.ts', STEP.replace('> 0', '>= 0')))).toBe(true);
  });

  test('changes with a file in a new folder that is imported, and not with one that is not', () => {
    const deeper = `import { half } from './terms/deep/half.ts';\n${STEP}`;
    put('dynamics/terms/deep/half.ts', 'export const half = 0.5;\n');
    expect(changed(() => put('dynamics/other.ts', 'export const other = 1;\n'))).toBe(false);
    expect(changed(() => put('dynamics/step.ts', deeper))).toBe(true);
    expect(changed(() => put('dynamics/terms/deep/half.ts', 'export const half = 0.25;\n'))).toBe(
      true,
    );
  });

  test('keeps through comments, layout and rewording what is said to people', () => {
    const reworded = STEP.replace('not a positive step', 'give a step above zero')
      .replace('-dt : 1', '-dt : 2')
      .replace('a step of the method', 'one step')
      .replace('/** Half a step. */', '// Half.')
      .replaceAll('\n', '\n\n');
    expect(reworded).not.toBe(STEP);
    expect(changed(() => put('dynamics/step.ts', reworded))).toBe(false);
  });

  test('is the same for every ending that the build may give', () => {
    const before = sourceClosure(root, ['lab/execute']).map(({ path }) => path);
    rmSync(join(root, 'dynamics/step.ts'));
    put('dynamics/step.js', STEP);
    expect(sourceClosure(root, ['lab/execute']).map(({ path }) => path)).toEqual(before);
  });

  test('is refused where an imported file lacks', () => {
    rmSync(join(root, 'dynamics/step.ts'));
    expect(version).toThrow(/dynamics\/step is imported/);
  });

  test('takes in the whole of the lab as it is built', () => {
    cpSync(src, root, { recursive: true });
    const probe = 'probes/trace/hutchinson.ts';
    const text = readFileSync(join(root, probe), 'utf8');
    const whole = () => versionOf(sourceClosure(root, ENTRIES));
    const before = whole();
    put(probe, `${text}// Counted.\n`);
    expect(whole()).toBe(before);
    put(probe, `${text}export const more = 1;\n`);
    expect(whole()).not.toBe(before);
  });
});

const STEP = `/** Half a step. */
export function step(dt: number, random: Rng) {
  if (!(dt > 0)) throw new RangeError(\`not a positive step: \${dt}; take \${dt < 0 ? -dt : 1}\`);
  const about = 'a step of the method';
  return { about, half: 0.5 * dt, xi: random.fork('noise') };
}
`;

/** The closure by the compiler's own reading of every file. */
function closureByCompiler(root: string, entries: readonly string[]): string[] {
  const found = new Set<string>();
  const todo = [...entries];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const text = readFileSync(join(root, `${path}.ts`), 'utf8');
    const js = ts.transpileModule(text, {
      compilerOptions: { target: ts.ScriptTarget.ESNext, verbatimModuleSyntax: true },
    }).outputText;
    for (const { fileName } of ts.preProcessFile(js, true, true).importedFiles)
      if (fileName.startsWith('.'))
        todo.push(posix.join(posix.dirname(path), fileName.replace(/\.ts$/, '')));
  }
  return [...found].sort();
}

/** Messages that are compared, that name a property or a case, or that a call takes as a name. */
function decidingMessages(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && isMessage(node.text) && decides(node))
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const NAMING = /\.(fork|get|has|includes|startsWith|endsWith|split|indexOf)$/;

function decides(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCaseClause(parent) || ts.isElementAccessExpression(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBinaryExpression(parent)) return /^[!=]==$/.test(parent.operatorToken.getText());
  return ts.isLiteralTypeNode(parent) || (ts.isCallExpression(parent) && names(parent));
}

const names = ({ expression }: ts.CallExpression): boolean => NAMING.test(expression.getText());
