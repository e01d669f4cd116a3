import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachePaths } from '../../../src/engine/native/cache.ts';
import { addonPlace, linkedCache, linkPackage } from '../../../src/engine/native/link.ts';
import { fake, pin, scratch, write } from '../../support/fake-install.ts';

function installed() {
  const { packageDir, cacheDir } = fake();
  const paths = cachePaths(cacheDir, pin, '4.22.0');
  write(paths.cc, 'cc');
  write(paths.framework, 'framework');
  write(join(paths.include, 'c_api.h'), 'header');
  write(paths.addon, 'addon');
  return { packageDir, paths };
}

const names = (folder: string) => readdirSync(folder).sort();

describe('linkPackage', () => {
  test('the addon, the libraries and the headers are found through the package', async () => {
    const { packageDir, paths } = installed();
    expect(linkedCache(packageDir, pin)).toBe(null);
    await linkPackage(packageDir, paths);
    const read = (...path: string[]) => readFileSync(join(packageDir, ...path), 'utf8');
    expect(read('lib', 'napi-v8', 'tfjs_binding.node')).toBe('addon');
    expect(read('deps', 'lib', 'libtensorflow.so')).toBe('cc');
    expect(read('deps', 'lib', 'libtensorflow.so.2.9.1')).toBe('cc');
    expect(read('deps', 'lib', 'libtensorflow_framework.so.2')).toBe('framework');
    expect(read('deps', 'include', 'c_api.h')).toBe('header');
    expect(linkedCache(packageDir, pin)).toEqual(paths);
  });

  test('stale links, files and folders in the way are replaced, without leftovers', async () => {
    const { packageDir, paths } = installed();
    const elsewhere = scratch();
    write(join(elsewhere, 'other'), 'other');
    mkdirSync(join(packageDir, 'deps'), { recursive: true });
    symlinkSync(elsewhere, join(packageDir, 'deps', 'lib'));
    write(join(packageDir, 'deps', 'include', 'old', 'old.h'), 'old');
    mkdirSync(join(packageDir, 'lib', 'napi-v8'), { recursive: true });
    symlinkSync('/nowhere/tfjs_binding.node', addonPlace(packageDir));
    await linkPackage(packageDir, paths);
    expect(linkedCache(packageDir, pin)).toEqual(paths);
    expect(names(join(packageDir, 'deps', 'include'))).toEqual(['c_api.h']);
    expect(names(join(packageDir, 'lib', 'napi-v8'))).toEqual(['tfjs_binding.node']);
    expect(names(join(packageDir, 'deps', 'lib'))).toHaveLength(5);
    expect(names(elsewhere)).toEqual(['other']);
  });

  test('a second time changes nothing', async () => {
    const { packageDir, paths } = installed();
    await linkPackage(packageDir, paths);
    const before = lstatSync(addonPlace(packageDir)).ino;
    await linkPackage(packageDir, paths);
    expect(lstatSync(addonPlace(packageDir)).ino).toBe(before);
  });

  test('a package folder that cannot be written is named in the sentence', async () => {
    const { packageDir, paths } = installed();
    const below = join(packageDir, 'package.json', 'tfjs-node');
    await expect(linkPackage(below, paths)).rejects.toThrow(
      /in the cache, but .*package\.json\/tfjs-node cannot be written \(a part of the path/,
    );
  });
});

describe('linkedCache', () => {
  test('a missing link, and links to another version, do not count', async () => {
    const { packageDir, paths } = installed();
    await linkPackage(packageDir, paths);
    expect(linkedCache(packageDir, { ...pin, version: '2.22.0' })).toBe(null);
    rmSync(join(packageDir, 'deps', 'include'));
    expect(linkedCache(packageDir, pin)).toBe(null);
  });
});
