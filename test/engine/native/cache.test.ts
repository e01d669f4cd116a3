import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  addonReady,
  cachePaths,
  checkSpace,
  libraryReady,
  partialFolder,
  publish,
  sweep,
} from '../../../src/engine/native/cache.ts';
import { pin, scratch, write } from '../../support/fake-install.ts';

describe('the cache', () => {
  test('names hold the versions of TensorFlow, tfjs-node and Node-API and the architecture', () => {
    const paths = cachePaths('/c', pin, '4.22.0');
    expect(paths.root).toBe('/c/tensorflow-2.21.0-linux-x86_64');
    expect(paths.addon).toBe(`${paths.root}/tfjs-node-4.22.0-napi8/tfjs_binding.node`);
    const arm = { ...pin, platformTag: 'manylinux_2_27_aarch64' };
    expect(cachePaths('/c', arm, '4.22.0').root).toBe('/c/tensorflow-2.21.0-linux-aarch64');
  });

  test('a library one byte short is not ready', () => {
    const paths = cachePaths(scratch(), pin, '4.22.0');
    expect(libraryReady(paths, pin)).toBe(false);
    write(paths.framework, new Uint8Array(pin.libraries.framework));
    write(paths.cc, new Uint8Array(pin.libraries.cc - 1));
    expect(libraryReady(paths, pin)).toBe(false);
    write(paths.cc, new Uint8Array(pin.libraries.cc));
    expect(libraryReady(paths, pin)).toBe(true);
  });

  test('an empty addon is not ready, nor is one below a regular file', () => {
    const folder = scratch();
    const paths = cachePaths(folder, pin, '4.22.0');
    write(paths.addon, '');
    expect(addonReady(paths)).toBe(false);
    write(join(folder, 'file'), '');
    expect(addonReady(cachePaths(join(folder, 'file'), pin, '4.22.0'))).toBe(false);
  });

  test('a folder below a regular file cannot be written, and the sentence says so', async () => {
    const file = join(scratch(), 'file');
    write(file, '');
    await expect(partialFolder(join(file, 'cache'))).rejects.toThrow(
      /cannot be written \(a part of the path is a file, not a folder\).*XDG_CACHE_HOME/,
    );
  });

  test('a disk with too little room is refused with both figures', async () => {
    await expect(checkSpace(scratch(), 1e24)).rejects.toThrow(
      /needs 1\d+\.\d GB free .* has \d+\.\d GB/,
    );
    await checkSpace(scratch(), 1);
  });
});

describe('publish', () => {
  async function made(parent: string, content: string): Promise<string> {
    const folder = await partialFolder(parent);
    write(join(folder, 'library'), content);
    return folder;
  }

  test('of two processes the slower one discards its copy', async () => {
    const parent = scratch();
    const final = join(parent, 'final');
    const ready = () => existsSync(join(final, 'library'));
    await publish(await made(parent, 'first'), final, ready);
    await publish(await made(parent, 'second'), final, ready);
    expect(readFileSync(join(final, 'library'), 'utf8')).toBe('first');
    expect(readdirSync(parent)).toEqual(['final']);
  });

  test('what is there but incomplete is replaced', async () => {
    const parent = scratch();
    const final = join(parent, 'final');
    write(join(final, 'half'), '');
    await publish(await made(parent, 'whole'), final, () => existsSync(join(final, 'library')));
    expect(readdirSync(final)).toEqual(['library']);
    expect(readdirSync(parent)).toEqual(['final']);
  });

  test('a failed rename is passed on where nothing usable is there', async () => {
    const parent = scratch();
    await expect(publish(join(parent, 'no'), join(parent, 'x'), () => false)).rejects.toThrow(
      /ENOENT/,
    );
  });
});

describe('sweep', () => {
  test('only partial folders in which nothing changed for an hour are deleted', async () => {
    const parent = scratch();
    const past = (file: string, hours: number) => {
      const time = performance.timeOrigin / 1000 - hours * 3600;
      utimesSync(file, time, time);
    };
    for (const name of ['partial-dead', 'partial-alive', 'tensorflow-2']) {
      write(join(parent, name, 'wheel'), 'x');
      past(join(parent, name, 'wheel'), name === 'partial-alive' ? 0.5 : 2);
      past(join(parent, name), 2);
    }
    const own = join(parent, 'partial-own');
    mkdirSync(own);
    await sweep(own);
    expect(readdirSync(parent).sort()).toEqual(['partial-alive', 'partial-own', 'tensorflow-2']);
  });
});
