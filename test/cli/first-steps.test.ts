import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { scriptFor, shellNames } from '../../src/cli/completion/scripts.ts';
import { flowlab, main, temporaryFolder } from '../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const root = fileURLToPath(new URL('../../', import.meta.url));
const lines = (text: string) => text.trimEnd().split('\n');

test('--version prints the version of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(flowlab(folder.path, ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

describe('init', () => {
  test('starts a folder with an experiment that can be run', () => {
    expect(flowlab(folder.path, ['init', 'new/folder']).out).toContain('cd new/folder && npx');
    const started = join(folder.path, 'new', 'folder');
    expect(readdirSync(started).sort()).toEqual(['.gitignore', 'README.md', 'experiment.yaml']);
    const listed = flowlab(started, ['run', 'experiment.yaml', '--dry-run']);
    expect(listed).toMatchObject({ code: 0, err: '' });
    expect(listed.out).toContain('9 runs:');
  });

  test('overwrites nothing', () => {
    const mine = join(folder.path, 'mine');
    mkdirSync(mine);
    writeFileSync(join(mine, 'experiment.yaml'), 'mine');
    const { code, out } = flowlab(mine, ['init']);
    expect(code).toBe(0);
    expect(out).toMatch(/Left as it is: experiment\.yaml\nWritten: \.gitignore/);
    expect(readFileSync(join(mine, 'experiment.yaml'), 'utf8')).toBe('mine');
  });

  test('a folder that cannot be made is one line', () => {
    writeFileSync(join(folder.path, 'file'), '');
    const { code, err } = flowlab(folder.path, ['init', 'file/below']);
    expect(code).toBe(2);
    expect(err).toMatch(/^file\/below cannot be written \(.*\): name a folder of your own\n$/);
  });
});

describe('experiments', () => {
  test('lists what comes with flowlab and what a folder holds, a broken file with its reason', () => {
    const own = join(folder.path, 'own');
    mkdirSync(own);
    writeFileSync(join(own, 'broken.yaml'), 'netwrok: linear\n');
    const { code, out } = flowlab(own, ['experiments', '--json']);
    expect(code).toBe(0);
    const all = JSON.parse(out);
    expect(all.at(-1)).toMatchObject({ name: 'broken.yaml', bundled: false, runs: null });
    expect(all.at(-1).problem).toContain('netwrok');
    // The table of the README says the same of those that come with it.
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `([\w-]+)` +\| .* \| (\d+) +\| ([\d.]+) min +\|$/gm)];
    const told = rows.map(([, name, runs, minutes]) => [name, Number(runs), Number(minutes)]);
    const bundled = all.filter((one: { bundled: boolean }) => one.bundled);
    expect(
      bundled.map((one: { name: string; runs: number; minutes: number }) => [
        ...[one.name, one.runs, one.minutes],
      ]),
    ).toEqual(told.sort(([a], [b]) => (a! < b! ? -1 : 1)));
  });

  test('a folder that is not there is one line', () => {
    const { code, err } = flowlab(folder.path, ['experiments', 'nowhere']);
    expect(code).toBe(2);
    expect(lines(err)).toEqual(['nowhere is no folder: give one that holds experiment files']);
  });
});

describe('--quiet', () => {
  const asked = ['run', 'quickstart', '--budget', 'quick', '--dry-run'];

  test('leaves out notes, as does FLOWLAB_QUIET', () => {
    expect(flowlab(folder.path, asked).err).toContain('has no budget quick');
    expect(flowlab(folder.path, [...asked, '-q'])).toMatchObject({ code: 0, err: '' });
    expect(flowlab(folder.path, asked, { FLOWLAB_QUIET: '1' }).err).toBe('');
  });

  test('leaves errors in', () => {
    const { code, err } = flowlab(folder.path, ['--quiet', 'run', 'nothing-of-that-name']);
    expect(code).toBe(2);
    expect(err).toMatch(/^unknown experiment/);
  });
});

describe('completion', () => {
  const candidates = (...words: string[]) => {
    const { out } = flowlab(folder.path, ['complete', '--', ...words]);
    return out === '' ? [] : lines(out).map((line) => line.split('\t')[0]);
  };

  test('has commands, experiments, options, and values of options that come before', () => {
    expect(candidates('re')).toContain('report');
    expect(candidates('')).not.toContain('complete');
    expect(candidates('run', 'quick')).toEqual(['quickstart']);
    expect(candidates('run', '--eng')).toEqual(['--engine']);
    expect(candidates('run', '--engine', '')).toEqual(['native', 'wasm', 'gpu']);
    expect(candidates('run', '--jobs', '2', 'quick')).toEqual(['quickstart']);
    expect(candidates('data', 'f')).toEqual(['fetch']);
    // A free value, and a second experiment, are not for us to say.
    expect(candidates('explain', 'measure.tr')).toEqual([
      'measure.trainOutputs',
      'measure.trace',
      'measure.trajectoryPlane',
    ]);
    expect(candidates('explain', 'sto')).toEqual(['stop']);
    expect(candidates('run', '--jobs', '')).toEqual([]);
    expect(candidates('run', 'quickstart', '')).toEqual([]);
  });

  test('an unknown shell is refused with the ones there are', () => {
    const { code, err } = flowlab(folder.path, ['completion', 'csh']);
    expect(code).toBe(2);
    expect(err).toMatch(/bash, zsh, fish/);
  });

  const bin = join(folder.path, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'flowlab'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  });
  for (const shell of shellNames)
    writeFileSync(join(folder.path, `flowlab.${shell}`), `${scriptFor(shell)}\n`);
  const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;
  /** What a shell itself would put in the place of the words typed so far. */
  const ASK = {
    bash: 'source flowlab.bash; COMP_WORDS=(flowlab run --engine na); COMP_CWORD=3; _flowlab; printf "%s\\n" $COMPREPLY',
    fish: 'source flowlab.fish; complete -C "flowlab run --engine na"',
    // Its completion works in an interactive line only, so what it would describe is printed here.
    zsh: 'compdef() { :; }; source ./flowlab.zsh; _describe() { print -l -- $found; }; words=(flowlab run --engine na); CURRENT=4; _flowlab',
  } as const;
  test.each(shellNames)('works in %s, where that is installed', (shell) => {
    if (!has(shell)) return;
    const { stdout, stderr } = spawnSync(shell, ['-c', ASK[shell]], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    expect(stderr).toBe('');
    expect(lines(stdout).map((line) => line.split(/[\t:]/)[0])).toEqual(['native']);
  });
});
