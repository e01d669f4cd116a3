import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileAddon, findCompiler } from '../../../src/engine/native/addon.ts';
import { cachePaths } from '../../../src/engine/native/cache.ts';
import { type Exec, execute } from '../../../src/engine/native/exec.ts';
import {
  done,
  failed,
  fake,
  notFound,
  pin,
  scratch,
  working,
  write,
} from '../../support/fake-install.ts';

function bench(programs = working, env: Record<string, string | undefined> = {}) {
  const { machine, calls, packageDir, cacheDir } = fake(programs);
  const paths = cachePaths(cacheDir, pin, '4.22.0');
  mkdirSync(paths.root, { recursive: true });
  const { exec, apiHeaders } = machine;
  return { calls, paths, bench: { exec, env, packageDir, apiHeaders } };
}

describe('findCompiler', () => {
  test('$CXX comes first, with its own arguments', async () => {
    const { bench: own } = bench({ ...working, ccache: () => done() }, { CXX: 'ccache g++' });
    expect(await findCompiler(own)).toEqual(['ccache', 'g++']);
  });

  test('clang++ is taken where there is no g++', async () => {
    const { bench: own } = bench({ 'clang++': () => done() });
    expect(await findCompiler(own)).toEqual(['clang++']);
  });

  test('an empty PATH gives a sentence that says what to install', async () => {
    const { bench: own } = bench();
    const empty = { ...own, exec: execute, env: { PATH: scratch() } };
    await expect(findCompiler(empty)).rejects.toThrow(/No C\+\+ compiler was found.*install g\+\+/);
  });
});

describe('compileAddon', () => {
  test('the addon appears in the cache and nothing else is left', async () => {
    const { bench: own, paths, calls } = bench();
    await compileAddon(['g++'], paths, own);
    expect(readFileSync(paths.addon, 'utf8')).toBe('addon');
    expect(readdirSync(paths.root)).toEqual(['tfjs-node-4.22.0-napi8']);
    expect(calls).toEqual(['g++ -std=c++17', 'node -e']);
  });

  test('without the npm package the headers beside Node are taken', async () => {
    const { bench: own, paths } = bench();
    const prefix = scratch();
    write(join(prefix, 'bin', 'node'), '');
    write(join(prefix, 'include', 'node', 'node_api.h'), '');
    let line: readonly string[] = [];
    const exec: Exec = async (command, args, options) => {
      if (command === 'g++') line = args;
      return own.exec(command, args, options);
    };
    const env = { PATH: join(prefix, 'bin') };
    await compileAddon(['g++'], paths, { ...own, exec, env, apiHeaders: null });
    expect(line).toContain(`-I${join(prefix, 'include', 'node')}`);
  });

  test('no headers anywhere is said', async () => {
    const { bench: own, paths } = bench();
    const bare = { ...own, apiHeaders: null, env: { PATH: scratch() } };
    await expect(compileAddon(['g++'], paths, bare)).rejects.toThrow(/node_api\.h.*"npm ci"/);
  });

  test('the first error of the compiler is in the sentence, and nothing is kept', async () => {
    const said = 'In file included\na.cc:1:2: fatal error: x.h: No such file\ncompilation ended\n';
    const { bench: own, paths } = bench({ ...working, 'g++': () => failed(said) });
    await expect(compileAddon(['g++'], paths, own)).rejects.toThrow(
      'could not be compiled with g++ (a.cc:1:2: fatal error: x.h: No such file).',
    );
    expect(readdirSync(paths.root)).toEqual([]);
  });

  test('a compiler that was stopped is said to be', async () => {
    const { bench: own, paths } = bench({ 'g++': () => ({ ...notFound, absent: false }) });
    await expect(compileAddon(['g++'], paths, own)).rejects.toThrow(/\(it was stopped\)/);
  });

  test('an addon that does not load is not kept', async () => {
    const said = "internal\nError: /lib/libc.so.6: version `GLIBC_2.27' not found\n";
    const { bench: own, paths } = bench({ ...working, node: () => failed(said) });
    await expect(compileAddon(['g++'], paths, own)).rejects.toThrow(/does not load.*GLIBC_2\.27/);
    expect(existsSync(paths.addon)).toBe(false);
    expect(readdirSync(paths.root)).toEqual([]);
  });

  test('where no node is on PATH, loading is left untried', async () => {
    const { bench: own, paths } = bench({ 'g++': working['g++']! });
    await compileAddon(['g++'], paths, own);
    expect(existsSync(paths.addon)).toBe(true);
  });
});
