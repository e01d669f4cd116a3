import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Exec, execute } from '../../../src/engine/native/exec.ts';
import { fetchWheel, findPip, verify } from '../../../src/engine/native/wheel.ts';
import {
  done,
  failed,
  fake,
  notFound,
  pin,
  scratch,
  wheelBytes,
  working,
  write,
} from '../../support/fake-install.ts';

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'; // FIPS 180-2, B.1

describe('verify', () => {
  test('a file with the published SHA-256 of "abc" passes and stays', async () => {
    const file = join(scratch(), 'abc');
    write(file, 'abc');
    await verify(file, ABC);
    expect(existsSync(file)).toBe(true);
  });

  test('a file with another hash is refused and deleted', async () => {
    const file = join(scratch(), 'abd');
    write(file, 'abd');
    await expect(verify(file, ABC)).rejects.toThrow(/refused and was deleted.*not ba7816bf/);
    expect(existsSync(file)).toBe(false);
  });
});

describe('findPip', () => {
  test('the first pip that answers is taken', async () => {
    const { machine, calls } = fake({
      pip3: () => failed('no version set'),
      python3: () => done(),
    });
    expect(await findPip(machine.exec, {})).toEqual(['python3', '-m', 'pip']);
    expect(calls).toEqual(['pip3 --version', 'pip --version', 'python3 -m']);
  });

  test('an empty PATH gives a sentence that says what to install', async () => {
    const env = { PATH: scratch() };
    await expect(findPip(execute, env)).rejects.toThrow(/No pip was found.*python3-pip/);
  });
});

describe('fetchWheel', () => {
  test('pip is asked for exactly the pinned wheel, whatever Python it runs in', async () => {
    const folder = scratch();
    const seen: { args: readonly string[]; env: Record<string, string | undefined> }[] = [];
    const exec: Exec = async (_command, args, { env }) => {
      seen.push({ args, env });
      write(join(folder, pin.file), wheelBytes);
      return done();
    };
    const env = { HTTPS_PROXY: 'proxy' };
    const fractions: number[] = [];
    const wheel = await fetchWheel(pin, folder, ['py', '-m', 'pip'], { exec, env }, (fraction) =>
      fractions.push(fraction),
    );
    expect(wheel).toBe(join(folder, pin.file));
    expect(fractions.at(-1)).toBe(1);
    const line = seen[0]?.args.join(' ') ?? '';
    expect(line).toMatch(/^-m pip download --no-deps --only-binary=:all: --dest /);
    expect(line).toContain('--python-version 3.11 --implementation cp --abi cp311');
    expect(line).toContain('--platform manylinux_2_27_x86_64');
    expect(line).toMatch(/ tensorflow-cpu==2\.21\.0$/);
    expect(seen[0]?.env).toMatchObject({ HTTPS_PROXY: 'proxy', TMPDIR: folder });
  });

  test('progress follows the file while it grows', async () => {
    const folder = scratch();
    const exec: Exec = async () => {
      write(join(folder, 'pip-x', 'growing'), wheelBytes.subarray(0, wheelBytes.length / 2));
      await new Promise((resolve) => setTimeout(resolve, 700)); // one look every 500 ms
      write(join(folder, pin.file), wheelBytes);
      return done();
    };
    const seen: number[] = [];
    await fetchWheel(pin, folder, ['pip'], { exec, env: {} }, (fraction) => seen.push(fraction));
    expect(seen[0]).toBeCloseTo(0.5, 2);
  });

  test('what pip complained about last is in the sentence', async () => {
    const said =
      'WARNING: slow\nERROR: Could not find a version\nERROR: No matching distribution\n';
    const { machine } = fake({ pip: () => failed(said) });
    const tools = { exec: machine.exec, env: {} };
    await expect(fetchWheel(pin, scratch(), ['pip'], tools, () => {})).rejects.toThrow(
      /^pip could not download tensorflow-cpu 2\.21\.0 \(ERROR: No matching distribution\); check/,
    );
  });

  test.each([
    ['ends well without leaving the file', done()],
    ['cannot be started', notFound],
  ])('a pip that %s is a failure too', async (_title, result) => {
    const tools = { exec: async () => result, env: {} };
    await expect(fetchWheel(pin, scratch(), ['pip'], tools, () => {})).rejects.toThrow(
      /could not download .* \(it said nothing\)/,
    );
  });

  test('a wheel with another hash is refused and deleted', async () => {
    const folder = scratch();
    const tools = { exec: fake(working).machine.exec, env: {} };
    const other = { ...pin, sha256: ABC };
    await expect(fetchWheel(other, folder, ['pip3'], tools, () => {})).rejects.toThrow(/refused/);
    expect(existsSync(join(folder, pin.file))).toBe(false);
  });
});
