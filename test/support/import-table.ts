import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** What a folder of src may import: other folders, and packages by name or `scope/*`. */
interface Allowed {
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  /**
   * The rooms of the folder, each with the rooms of it that it may import and packages of its own; absent where
   * the folder has none. The room '' holds the files beside the rooms.
   */
  readonly rooms?: Readonly<Record<string, Room>>;
}

interface Room {
  readonly rooms: readonly string[];
  readonly packages?: readonly string[];
}

/** Rooms in layers: each may import those of the layers before its own, and none beside it. */
const layered = (...layers: readonly (readonly string[])[]): Readonly<Record<string, Room>> =>
  Object.fromEntries(
    layers.flatMap((layer, i) =>
      layer.map((room) => [room, { rooms: layers.slice(0, i).flat() }] as const),
    ),
  );

/** Rooms that may import packages of their own beside those of the folder. */
const withPackages = (
  rooms: Readonly<Record<string, Room>>,
  packages: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, Room>> =>
  Object.fromEntries(
    Object.entries(rooms).map(([name, room]) => {
      const own = packages[name];
      return [name, own === undefined ? room : { ...room, packages: own }];
    }),
  );

const NODE = ['node:*'];

/** The import table. `node:*` never includes node:process, which is named where it is allowed. */
export const table: Readonly<Record<string, Allowed>> = {
  core: { folders: [], packages: [] },
  linalg: { folders: ['core'], packages: [], rooms: layered([''], ['symmetric']) },
  stats: {
    folders: ['core'],
    packages: ['@stdlib/*'],
    rooms: layered([''], ['means']),
  },
  engine: {
    folders: ['core'],
    packages: ['@tensorflow/*'],
    rooms: withPackages(
      layered(['tensors'], ['derivatives', 'graph'], ['program'], ['native'], ['']),
      { native: [...NODE, 'node-api-headers'], '': NODE },
    ),
  },
  objective: { folders: ['engine'], packages: [] },
  problems: {
    folders: ['core', 'engine', 'objective'],
    packages: ['fflate'],
    rooms: layered(['data', 'networks'], ['supervised'], ['toys']),
  },
  dynamics: {
    folders: ['core', 'linalg', 'stats', 'engine', 'objective'],
    packages: [],
    rooms: {
      integrate: { rooms: [] },
      terms: { rooms: ['integrate'] },
      solvers: { rooms: ['integrate'] },
      training: { rooms: ['integrate'] },
      methods: { rooms: ['integrate', 'terms', 'solvers'] },
      central: { rooms: ['integrate', 'terms', 'solvers'] },
    },
  },
  probes: {
    folders: ['core', 'linalg', 'stats', 'engine', 'objective'],
    packages: [],
    rooms: {
      ...layered(
        ['operators', 'trace'],
        ['spectrum', 'noise', 'flatness', 'kernel'],
        ['stability'],
      ),
      landscape: { rooms: [] },
      similarity: { rooms: [] },
      walkers: { rooms: [] },
      generalization: { rooms: [] },
    },
  },
  claims: {
    folders: ['core', 'stats'],
    packages: [],
    rooms: layered(
      ...[['expression'], ['table'], ['statements'], ['estimates'], ['quantities']],
      ...[['judging', 'evidence'], ['']],
    ),
  },
  lab: {
    folders: [
      ...['core', 'linalg', 'stats', 'engine', 'objective'],
      ...['problems', 'dynamics', 'probes', 'claims'],
    ],
    packages: ['zod'],
    rooms: withPackages(
      layered(
        ...[['spec'], ['data', 'task', 'methods'], ['probes'], ['experiment']],
        ...[['records', 'bibliography', 'collection'], ['run', 'costs'], ['between'], ['runner']],
        ...[['queue']],
      ),
      {
        collection: NODE,
        bibliography: [...NODE, 'yaml'],
        data: [...NODE, 'yaml', 'jiti', 'js-tokens'],
        experiment: [...NODE, 'yaml'],
        records: [...NODE, 'js-tokens'],
        runner: NODE,
        queue: [...NODE, 'bullmq', 'ioredis'],
      },
    ),
  },
  report: {
    folders: ['core', 'stats', 'problems', 'lab', 'claims'],
    packages: [],
    rooms: withPackages(
      layered(
        ...[
          ['plot', 'arms', 'citations'],
          ['effects'],
          ['findings', 'predictions'],
          ['sketch', 'tables'],
        ],
        ...[
          ['predicted', 'export', 'comparison'],
          ['figures'],
          ['browser'],
          ['page'],
          ['scorecard'],
        ],
      ),
      {
        citations: ['yaml'],
        plot: [...NODE, 'dejavu-fonts-ttf', 'd3-array', 'd3-contour'],
        browser: ['chart.js', 'chartjs-*'],
        export: ['hyparquet-writer', 'protobufjs', 'crc-32'],
        page: [...NODE, 'temml'],
      },
    ),
  },
  course: {
    folders: ['core', 'problems', 'claims', 'lab', 'report'],
    packages: [],
    rooms: withPackages(layered(['kit'], ['handout', 'submission'], ['grading'], ['results']), {
      kit: [...NODE, 'yaml', 'zod'],
      submission: [...NODE, 'yaml', 'zod'],
      results: ['fflate'],
    }),
  },
  live: {
    folders: [
      ...['core', 'linalg', 'stats', 'engine', 'objective'],
      ...['problems', 'dynamics', 'probes', 'claims', 'lab'],
    ],
    packages: [],
    rooms: withPackages(layered(['state'], ['plot', 'training'], ['page']), {
      plot: ['d3-contour'],
    }),
  },
  selftest: {
    folders: ['core', 'linalg', 'engine', 'objective', 'problems', 'dynamics', 'probes'],
    packages: [],
  },
  cli: {
    folders: [
      ...['core', 'linalg', 'stats', 'engine', 'objective', 'problems'],
      ...['dynamics', 'probes', 'selftest', 'claims', 'lab', 'report', 'course'],
    ],
    packages: [
      ...['node:*', 'node:process', 'commander', '@commander-js/extra-typings'],
      ...['cli-progress', 'yaml', 'zod'],
    ],
    rooms: {
      shared: { rooms: [] },
      host: { rooms: ['shared'] },
      processes: { rooms: [] },
      report: { rooms: ['shared'] },
      figure: { rooms: ['shared'] },
      run: { rooms: ['shared', 'host', 'report'] },
      probe: { rooms: ['shared', 'host'] },
      setup: { rooms: ['shared', 'host'] },
      init: { rooms: ['shared'] },
      experiments: { rooms: ['shared', 'host'] },
      completion: { rooms: ['shared', 'host'] },
      doctor: { rooms: ['shared', 'host'] },
      selftest: { rooms: ['shared', 'host'] },
      data: { rooms: ['shared', 'host'] },
      cite: { rooms: ['shared', 'host'] },
      explain: { rooms: ['shared'] },
      table: { rooms: ['shared'] },
      list: { rooms: ['shared'] },
      compare: { rooms: ['shared', 'host', 'figure'] },
      gc: { rooms: ['shared'] },
      reproduce: { rooms: ['shared', 'host', 'run'] },
      export: { rooms: ['shared'] },
      verify: { rooms: ['shared', 'host', 'run'] },
      worker: { rooms: ['shared', 'host', 'run'] },
      claims: { rooms: ['shared', 'host'] },
      check: { rooms: ['shared', 'host', 'run'] },
      course: { rooms: ['shared', 'host', 'check'] },
      live: { rooms: ['shared'] },
      '': {
        rooms: [
          'shared',
          'host',
          'report',
          'figure',
          'run',
          'probe',
          'setup',
          'init',
          'experiments',
          'completion',
          'doctor',
          'selftest',
          'data',
          'cite',
          'explain',
          'table',
          'list',
          'compare',
          'gc',
          'reproduce',
          'export',
          'verify',
          'worker',
          'claims',
          'check',
          'course',
          'live',
        ],
      },
    },
  },
};

/** The library's door, the one file beside the folders: it imports from all of them, no package, and nothing imports it. */
export const door = 'index.ts';

/** The files that draw; only they know the chart packages. */
export const renderers = ['report/plot/fonts.ts', 'report/plot/render.ts'];
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

const trees = new WeakMap<SourceFile, ts.SourceFile>();

/** The syntax tree of a file, which several rules look at. */
function parsed(source: SourceFile): ts.SourceFile {
  const { path, text } = source;
  const tree = trees.get(source) ?? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  trees.set(source, tree);
  return tree;
}

/** Every rule that a file breaks, one line each; empty if none. */
export function violations(source: SourceFile): string[] {
  const { path, text } = source;
  const file = parsed(source);
  const lines = text.split('\n').length - 1;
  return [
    ...importsOf(file).flatMap((name) => forbiddenImport(path, name) ?? []),
    ...forbiddenWords(file, path.startsWith('cli/')),
    ...(lines > LONGEST ? [`${lines} lines; at most ${LONGEST}`] : []),
  ].map((what) => `src/${path}: ${what}`);
}

/** Groups of files that import each other in a circle, by whatever way and types included; each sorted. */
export function circles(files: readonly SourceFile[]): string[][] {
  const targets = targetsOf(files);
  const reach = new Map(files.map(({ path }) => [path, reachedFrom([path], targets)]));
  const rings = files.flatMap(({ path }) => {
    const ring = [...reach.get(path)!].filter((other) => reach.get(other)?.has(path)).sort();
    return ring.length > 0 && ring[0] === path ? [ring] : [];
  });
  return rings;
}

/** The files below src that each file imports, by whatever way and types included, by path. */
const targetsOf = (files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    files.map((source) => {
      const { path } = source;
      const names = importsOf(parsed(source));
      const own = names.filter((name) => name.startsWith('.'));
      return [path, own.map((name) => posix.join(posix.dirname(path), name))] as const;
    }),
  );

/** What some files import, directly or not; themselves only where they lie on a circle. */
function reachedFrom(
  from: readonly string[],
  targets: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const todo = from.flatMap((path) => targets.get(path) ?? []);
  for (let path = todo.pop(); path !== undefined; path = todo.pop())
    if (!found.has(path)) {
      found.add(path);
      todo.push(...(targets.get(path) ?? []));
    }
  return found;
}

/**
 * What keeps a folder or room of src from being loaded in a browser: each file of it, or that it imports directly
 * or not, with an import from `node:` or a use of `Buffer`, one line each; empty if nothing does.
 */
export function needsOfNode(place: string, files: readonly SourceFile[]): string[] {
  const own = files.map(({ path }) => path).filter((path) => path.startsWith(`${place}/`));
  const loaded = new Set([...own, ...reachedFrom(own, targetsOf(files))]);
  return files
    .filter(({ path }) => loaded.has(path))
    .flatMap((source) => {
      const file = parsed(source);
      const imported = importsOf(file).filter((name) => name.startsWith('node:'));
      const what = [...imported, ...(names(file, 'Buffer') ? ['Buffer'] : [])];
      return what.map((name) => `src/${source.path}: ${name}`);
    });
}

/** Whether an identifier of this name occurs anywhere in a file. */
function names(file: ts.SourceFile, name: string): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, visit) ?? false);
  return visit(file);
}

/** The names of packages that a file imports, without subpaths. */
export const packagesOf = (source: SourceFile): string[] =>
  importsOf(parsed(source))
    .filter((name) => !name.startsWith('.'))
    .map(packageOf);

function forbiddenImport(path: string, name: string): string | undefined {
  if (path === door) return name.startsWith('./') ? undefined : `the door must not import ${name}`;
  const at = placeOf(path);
  const allowed = at && table[at.folder];
  if (allowed === undefined) return 'lies in no folder of the table';
  const own = allowed.rooms?.[at!.room];
  if (allowed.rooms !== undefined && own === undefined) return 'lies in no room of the table';
  if (name.startsWith('.')) {
    const target = placeOf(posix.join(posix.dirname(path), name));
    const fine =
      target !== undefined &&
      (target.folder !== at!.folder
        ? allowed.folders.includes(target.folder)
        : target.room === at!.room || (own?.rooms.includes(target.room) ?? true));
    return fine ? undefined : `${whereabouts(at!)} must not import ${name}`;
  }
  const packages = [
    ...allowed.packages,
    ...(own?.packages ?? []),
    ...(renderers.includes(path) ? chartPackages : []),
  ];
  const packageName = packageOf(name);
  const fine = packages.some((pattern) => matches(pattern, packageName));
  return fine ? undefined : `${whereabouts(at!)} must not import ${name}`;
}

interface Place {
  readonly folder: string;
  /** The folder's own rooms are one level deep; '' for a file beside them. */
  readonly room: string;
}

/** Where a file below src lies; undefined outside src and for a file of src itself. */
function placeOf(path: string): Place | undefined {
  const [folder, room, ...rest] = path.split('/');
  if (folder === undefined || folder === '..' || room === undefined) return undefined;
  return { folder, room: rest.length > 0 ? room : '' };
}

const whereabouts = ({ folder, room }: Place): string =>
  room === '' ? folder : `${folder}/${room}`;

/** The folders and rooms of these files, `folder` or `folder/room`, sorted. */
export const placesOf = (files: readonly SourceFile[]): string[] =>
  [...new Set(files.flatMap(({ path }) => placeOf(path) ?? []).map(whereabouts))].sort();

/** The folders and rooms that the table names, sorted. */
export const placesOfTable = (): string[] =>
  Object.entries(table)
    .flatMap(([folder, { rooms }]) =>
      Object.keys(rooms ?? { '': {} }).map((room) => whereabouts({ folder, room })),
    )
    .sort();

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
