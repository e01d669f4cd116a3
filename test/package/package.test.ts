import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/command-line.ts';
import { filesOfPage, saysTheSame, scriptsOfPage } from '../support/library-examples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const folder = temporaryFolder();
afterAll(folder.remove);

/** A copy of what the package is made from, so that nothing of an older build can get into it. */
const source = join(folder.path, 'source');
/** A user's empty project. */
const app = join(folder.path, 'app');

const run = (cwd: string, command: string, ...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });

/** The same, for a command that has to succeed. */
function succeed(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = run(cwd, command, ...args);
  expect({
    command: [command, ...args].join(' '),
    status,
    stderr: status === 0 ? '' : stdout + stderr,
  }) //
    .toMatchObject({ status: 0 });
  return stdout;
}

let tarball = '';

beforeAll(() => {
  for (const path of [source, app]) mkdirSync(path);
  const parts = ['src', 'experiments', 'datasets', 'references.yaml'];
  const about = ['README.md', 'LICENSE', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const name of [...parts, ...about])
    cpSync(join(root, name), join(source, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  succeed(source, 'npm', 'run', 'pack', '--ignore-scripts');
  tarball = join(source, readdirSync(source).find((name) => name.endsWith('.tgz'))!);
}, 300_000);

describe('the packed tarball', () => {
  test('has what is built, what is read, and nothing else', () => {
    const files = succeed(source, 'tar', '-tzf', tarball).trimEnd().split('\n');
    const folders = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')));
    expect([...folders].sort()).toEqual(
      [
        ...['LICENSE', 'README.md', 'datasets', 'dist', 'experiments', 'package.json'],
        'references.yaml',
      ].map((name) => `package/${name}`),
    );
    for (const name of [
      'dist/index.js',
      'dist/index.d.ts',
      'dist/cli/main.js',
      'dist/cli/processes/worker.js',
    ])
      expect(files).toContain(`package/${name}`);
    expect(
      files.filter((file) => /\.tsbuildinfo$|\.ts$/.test(file) && !file.endsWith('.d.ts')),
    ).toEqual([]);
  });

  test('passes publint', () => {
    succeed(source, join(bin, 'publint'), 'run', tarball, '--strict');
  });

  test('passes Are The Types Wrong for a package of ES modules', () => {
    succeed(source, join(bin, 'attw'), tarball, '--profile', 'esm-only');
  });
});

describe('in an empty project that installed the tarball without scripts', () => {
  const { code, prints } = scriptsOfPage().find(({ title }) => title === 'quadratic.ts')!;
  const tsc = (...args: readonly string[]) =>
    run(app, 'npx', 'tsc', '--strict', '--module', 'nodenext', '--target', 'es2023', ...args);

  beforeAll(() => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    succeed(app, 'npm', 'init', '-y');
    succeed(app, 'npm', 'pkg', 'set', 'type=module');
    const packages = [tarball, `typescript@${devDependencies.typescript}`];
    succeed(app, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages);
    // Native TensorFlow would have to be set up first.
    writeFileSync(join(app, 'quadratic.ts'), code.replace("'native'", "'wasm'"));
    for (const { name, text } of filesOfPage()) writeFileSync(join(app, name), text);
  }, 600_000);

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
       const { runs, failures } = await runExperiment(experiment, { source: 'small.yaml', engine: 'wasm' });
       const { arms } = summarise(experiment, runs);
       console.log(runs.map(({ ending }) => ending).join(), failures.length, arms.length);`,
    );
    expect(succeed(app, 'node', 'experiment.js')).toBe('completed,completed 0 2\n');
  });

  test('the command line answers', () => {
    expect(succeed(app, 'npx', 'flowlab', '--help')).toContain('Usage: flowlab');
    expect(succeed(app, 'npx', 'flowlab', 'run', 'quickstart', '--dry-run')).toContain('40 runs');
  });
});
