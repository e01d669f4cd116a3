import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { temporaryFolder } from '../support/command-line.ts';
import { filesOfPage, saysTheSame, scriptsOfPage } from '../support/library-examples.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of Node, beside the one that runs. */
    readonly versions: readonly string[];
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const folder = temporaryFolder();
afterAll(folder.remove);

/** A copy of what the package is made from, so that nothing of an older build can get into it. */
const source = join(folder.path, 'source');
/** A user's empty project. */
const app = join(folder.path, 'app');

/** A user's shell: npm hands settings of the repository on to what it starts, and this test is started by npm. */
const shell = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^FLOWLAB_|^TF_|^VITEST/i.test(name)),
);

const run = (
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = shell,
): SpawnSyncReturns<string> =>
  spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 });

/** The same, for a command that has to succeed. */
function succeed(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = run(cwd, command, args);
  expect({
    command: [command, ...args].join(' '),
    status,
    stderr: status === 0 ? '' : stdout + stderr,
  }) //
    .toMatchObject({ status: 0 });
  return stdout;
}

/** Names of packages, with their scopes. */
const namesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((own) => join(name, own)) : [name],
  );

/** What is bundled is copied, everything else linked. */
function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (/(chartjs-node-canvas|canvas|tslib)$/.test(from) && !from.includes('@'))
    cpSync(from, to, { recursive: true, dereference: true });
  else symlinkSync(from, to);
}

let tarball = '';

beforeAll(() => {
  for (const path of [source, app]) mkdirSync(path);
  const parts = ['src', 'experiments', 'course', 'datasets', 'references.yaml', 'packages', 'site'];
  const about = ['README.md', 'LICENSE', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const name of [...parts, ...about])
    cpSync(join(root, name), join(source, name), { recursive: true });
  // npm packs no bundled package from behind a link to node_modules, so that folder is a real one.
  for (const name of namesIn(join(root, 'node_modules')))
    place(join(root, 'node_modules', name), join(source, 'node_modules', name));
  succeed(source, 'npm', 'run', 'pack', '--ignore-scripts');
  tarball = join(source, readdirSync(source).find((name) => name.endsWith('.tgz'))!);
}, 300_000);

describe('the packed tarball', () => {
  test('has what is built, what is read, and nothing else', () => {
    const files = succeed(source, 'tar', '-tzf', tarball).trimEnd().split('\n');
    const folders = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')));
    expect([...folders].sort()).toEqual(
      [
        ...['LICENSE', 'README.md', 'course', 'datasets', 'dist', 'experiments', 'node_modules'],
        ...['package.json', 'references.yaml'],
      ].map((name) => `package/${name}`),
    );
    for (const name of [
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/main.js',
      'dist/cli/processes/worker.js',
    ])
      expect(files).toContain(`package/${name}`);
    // What checks submissions is the teacher's.
    expect(files).toContain('package/course/flatness/handout.md');
    const parts = files.filter((file) => file.startsWith('package/course/'));
    expect([...new Set(parts.map((file) => file.split('/')[2]))].sort()).toEqual([
      ...['claim', 'descent', 'flatness', 'noise'],
    ]);
    const bundled = files.filter((file) => file.startsWith('package/node_modules/'));
    expect([...new Set(bundled.map((file) => file.split('/')[2]))].sort()).toEqual([
      ...['canvas', 'chartjs-node-canvas', 'tslib'],
    ]);
    const own = files.filter((file) => !bundled.includes(file));
    expect(
      own.filter((file) => /\.tsbuildinfo$|\.ts$/.test(file) && !file.endsWith('.d.ts')),
    ).toEqual([]);
  });

  test('passes publint', () => {
    succeed(source, join(bin, 'publint'), 'run', tarball, '--strict');
  });

  test('passes Are The Types Wrong for a package of ES modules', () => {
    succeed(source, join(bin, 'attw'), tarball, '--profile', 'esm-only');
  });
});

describe("in an empty project that installed the tarball with npm's defaults", () => {
  const { code, prints } = scriptsOfPage().find(({ title }) => title === 'quadratic.ts')!;
  const tsc = (...args: readonly string[]) =>
    run(app, 'npx', ['tsc', '--strict', '--module', 'nodenext', '--target', 'es2023', ...args]);

  beforeAll(() => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    succeed(app, 'npm', 'init', '-y');
    succeed(app, 'npm', 'pkg', 'set', 'type=module');
    succeed(app, 'npm', 'install', tarball, `typescript@${devDependencies.typescript}`);
    writeFileSync(join(app, 'quadratic.ts'), code);
    for (const { name, text } of filesOfPage()) writeFileSync(join(app, name), text);
  }, 600_000);

  test('no package has an install script that matters, so that --ignore-scripts gives the same', () => {
    const { packages } = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8'));
    const scripted = Object.keys(packages).filter((path) => packages[path].hasInstallScript);
    // The one prints a line, and cannot fail; the other is optional, so that npm goes on without it where it fails, and is found as built without it.
    expect(scripted).toEqual(['node_modules/core-js', 'node_modules/msgpackr-extract']);
    expect(packages['node_modules/msgpackr-extract'].optional).toBe(true);
  });

  test('the bundled experiment runs natively, figures included', () => {
    succeed(app, 'npx', 'flowlab', 'run', 'quickstart', '--seeds', '1', '--engine', 'native');
    const figures = readdirSync(join(app, 'reports', 'quickstart', 'figures'));
    expect(figures).toContain('hessian-trace.png');
    const page = readFileSync(join(app, 'reports', 'quickstart', 'index.html'), 'utf8');
    expect(page).toContain('data:image/png;base64,');
  }, 300_000);

  test.each(inject('versions'))(
    'Node %s computes natively too',
    (major) => {
      const other = join(folder.path, `node${major}`);
      mkdirSync(other);
      succeed(other, 'npm', 'init', '-y');
      // The binary is a package of its own, which the script of this one puts in its place.
      succeed(other, 'npm', 'install', `node@${major}`);
      const path = [join(other, 'node_modules', 'node', 'bin'), shell.PATH].join(delimiter);
      const env = { ...shell, PATH: path };
      expect(run(app, 'node', ['--version'], env).stdout).toMatch(`v${major}.`);
      const args = ['flowlab', 'run', 'small.yaml', '--seeds', '1', '--set', 'stop.epochs=3'];
      const { status, stderr } = run(
        app,
        'npx',
        [...args, '--runs', major, '--engine', 'native'],
        env,
      );
      expect({ status, stderr }).toMatchObject({ status: 0 });
    },
    300_000,
  );

  test('a script compiles under strict rules, and prints what it promises', () => {
    const { status, stdout } = tsc('--skipLibCheck', 'quadratic.ts');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const lines = succeed(app, 'node', 'quadratic.js').trimEnd().split('\n');
    expect(lines.length).toBe(prints.length);
    expect(lines.filter((line, i) => !saysTheSame(line, prints[i]!))).toEqual([]);
  });

  test('a wrong type is found', () => {
    writeFileSync(
      join(app, 'wrong.ts'),
      "import { rng } from 'flowlab';\nexport const x: string = rng(0).normal();\n",
    );
    const { stdout } = tsc('--skipLibCheck', '--noEmit', 'wrong.ts');
    expect(stdout).toMatch(/^wrong\.ts\(2,14\): error TS2322: Type 'number'.*\n$/);
  });

  test('the declarations of flowlab have no error of their own', () => {
    const { stdout } = tsc('--noEmit', 'quadratic.ts');
    expect(stdout.split('\n').filter((line) => line.includes('flowlab'))).toEqual([]);
  });

  test('nothing but the door can be imported', () => {
    const inner = "import('flowlab/dist/core/random.js').catch((e) => console.log(e.code))";
    expect(succeed(app, 'node', '--eval', inner)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  });

  test('an experiment runs in processes of its own', () => {
    writeFileSync(
      join(app, 'experiment.js'),
      `import { readExperiment, runExperiment, summarise } from 'flowlab';
       const experiment = readExperiment('small.yaml', { seeds: 1, sets: ['stop.epochs=3'] });
       const { runs, failures } = await runExperiment(experiment, { source: 'small.yaml', engine: 'wasm', runsDir: 'others' });
       const { arms } = summarise(experiment, runs);
       console.log(runs.map(({ ending }) => ending).join(), failures.length, arms.length);`,
    );
    expect(succeed(app, 'node', 'experiment.js')).toBe('completed,completed 0 2\n');
  });

  test('the command line answers', () => {
    expect(succeed(app, 'npx', 'flowlab', '--help')).toContain('Usage: flowlab');
    expect(succeed(app, 'npx', 'flowlab', 'run', 'quickstart', '--dry-run')).toContain('40 runs');
  });

  // Last, since what the others compute with is gone after it.
  test("a user's own file runs where there is neither pip nor a compiler, on WebAssembly, with one sentence", () => {
    const poor = join(folder.path, 'poor');
    mkdirSync(poor);
    for (const name of ['node', 'npm', 'npx', 'sh'])
      symlinkSync(succeed(app, 'sh', '-c', `command -v ${name}`).trim(), join(poor, name));
    const env = { ...shell, PATH: poor, XDG_CACHE_HOME: join(folder.path, 'cache') };
    const main = join(app, 'node_modules', 'flowlab', 'dist', 'cli', 'main.js');
    // As after a fresh install: native TensorFlow is linked into this folder.
    rmSync(join(app, 'node_modules', 'flowlab', 'native'), { recursive: true });
    const args = [main, 'run', 'small.yaml', '--seeds', '1', '--set', 'stop.epochs=3'];
    const { status, stderr } = run(app, process.execPath, args, env);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toMatch(
      /^Native TensorFlow is not available, so the WebAssembly engine is used.*No C\+\+ compiler/m,
    );
    expect(readdirSync(join(app, 'reports', 'small', 'figures')).length).toBeGreaterThan(0);
    const again = run(app, process.execPath, args, env);
    expect(again).toMatchObject({ status: 0 });
    expect(again.stderr).toMatch(
      /^Native TensorFlow is not available.*No C\+\+ compiler.* That was less than an hour ago; flowlab setup tries again\.$/m,
    );
  }, 300_000);
});
