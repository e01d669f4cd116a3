import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachePaths } from '../../../src/engine/native/cache.ts';
import { addonPlace, linkPackage } from '../../../src/engine/native/link.ts';
import { nativeStatus } from '../../../src/engine/native/status.ts';
import { fake, pin, write } from '../../support/fake-install.ts';

function cached() {
  const machine = fake();
  const paths = cachePaths(machine.cacheDir, pin, '4.22.0');
  write(paths.cc, new Uint8Array(pin.libraries.cc));
  write(paths.framework, new Uint8Array(pin.libraries.framework));
  write(paths.addon, 'addon');
  return { ...machine, paths };
}

describe('nativeStatus', () => {
  test('without the npm package it says so', () => {
    const { machine, cacheDir } = fake({}, { packageDir: null });
    const status = nativeStatus({ cacheDir }, machine);
    expect(status).toMatchObject({ ready: false, how: 'absent', library: null, path: null });
    expect(status.missing.join()).toMatch(/not set up; run "flowlab setup"/);
  });

  test('after npm ci, with a full cache, it says that only a link is missing', () => {
    const { machine, cacheDir } = cached();
    const { ready, missing } = nativeStatus({ cacheDir }, machine);
    expect(ready).toBe(false);
    expect(missing.join()).toMatch(/2\.21\.0 is in the cache but not linked.*downloads nothing/);
  });

  test('linked means that the library and the addon are there in full', async () => {
    const { machine, cacheDir, paths, packageDir, calls } = cached();
    await linkPackage(packageDir, paths);
    const linked = { ready: true, how: 'linked', library: '2.21.0', path: paths.cc, missing: [] };
    expect(nativeStatus({ cacheDir }, machine)).toEqual(linked);
    expect(nativeStatus({ cacheDir: '/another/cache' }, machine)).toEqual(linked);
    expect(calls).toEqual([]);
    write(paths.addon, '');
    expect(nativeStatus({ cacheDir }, machine).how).toBe('absent');
    write(paths.addon, 'addon');
    write(paths.cc, 'cut off');
    const broken = nativeStatus({ cacheDir }, machine);
    expect(broken).toMatchObject({ ready: false, how: 'absent' });
    expect(broken.missing.join()).toMatch(/not set up; run "flowlab setup"/);
  });

  test("what the package's own installer left is recognized, with its version", () => {
    const { machine, cacheDir, packageDir } = fake();
    write(addonPlace(packageDir), 'addon');
    expect(nativeStatus({ cacheDir }, machine).how).toBe('absent');
    const library = join(packageDir, 'deps', 'lib');
    write(join(library, 'libtensorflow.so.2.9.1'), 'library');
    symlinkSync('libtensorflow.so.2.9.1', join(library, 'libtensorflow.so'));
    expect(nativeStatus({ cacheDir }, machine)).toMatchObject({
      ready: true,
      how: 'package',
      library: '2.9.1',
      missing: [],
    });
  });

  test('a dangling link in the place of the addon, or a file in that of lib, is absent', () => {
    const first = fake();
    mkdirSync(dirname(addonPlace(first.packageDir)), { recursive: true });
    symlinkSync('/nowhere/tfjs_binding.node', addonPlace(first.packageDir));
    expect(nativeStatus({ cacheDir: first.cacheDir }, first.machine).how).toBe('absent');
    const second = fake();
    write(join(second.packageDir, 'lib'), '');
    expect(nativeStatus({ cacheDir: second.cacheDir }, second.machine).how).toBe('absent');
  });
});
