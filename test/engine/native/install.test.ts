import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachePaths } from '../../../src/engine/native/cache.ts';
import { ensureNative, nativeDamage } from '../../../src/engine/native/install.ts';
import { addonPlace } from '../../../src/engine/native/link.ts';
import {
  done,
  type Fake,
  failed,
  fake,
  notFound,
  type Programs,
  pin,
  working,
  write,
} from '../../support/fake-install.ts';

async function ensure({ machine, cacheDir }: Fake, verify = false) {
  const lines: string[] = [];
  const stages = new Set<string>();
  const log = (line: string) => void lines.push(line);
  const progress = (stage: string) => void stages.add(stage);
  const status = await ensureNative({ cacheDir, log, progress, verify, env: {} }, machine);
  return { status, lines, stages: [...stages] };
}

const without = (...names: string[]): Programs =>
  Object.fromEntries(Object.entries(working).filter(([name]) => !names.includes(name)));

const ADDON_DOWNLOADED = /^The installer of @tensorflow\/tfjs-node failed too \(.*ENOTFOUND.*\)\.$/;

describe('ensureNative', () => {
  test('from nothing: pip, unpack, compile, link', async () => {
    const own = fake();
    const { status, lines, stages } = await ensure(own);
    const paths = cachePaths(own.cacheDir, pin, '4.22.0');
    expect(status).toEqual({
      ready: true,
      how: 'linked',
      library: '2.21.0',
      path: paths.cc,
      missing: [],
    });
    expect(lines).toEqual([
      expect.stringMatching(/^Downloading TensorFlow 2\.21\.0 \(\d+ MB\) …$/),
      'Unpacking …',
      'Compiling the addon …',
      'Ready',
    ]);
    expect(stages).toEqual(['downloading', 'unpacking', 'compiling']);
    expect(own.calls.filter((call) => call.endsWith(' download'))).toHaveLength(1);
    // The wheel is gone, and of its members only the wanted ones were kept.
    expect(readdirSync(own.cacheDir)).toEqual(['tensorflow-2.21.0-linux-x86_64']);
    const kept = readdirSync(paths.include, { recursive: true, encoding: 'utf8' });
    expect(kept.filter((name) => name.endsWith('.h'))).toEqual(['tensorflow/c/c_api.h']);
  });

  test('a second time starts no process and says nothing', async () => {
    const own = fake();
    await ensure(own);
    own.calls.length = 0;
    const { status, lines } = await ensure(own);
    expect(status.ready).toBe(true);
    expect(own.calls).toEqual([]);
    expect(lines).toEqual([]);
  });

  test('after npm ci wiped the links, they are put back without a process', async () => {
    const own = fake();
    await ensure(own);
    own.calls.length = 0;
    for (const folder of ['deps', 'lib']) rmSync(join(own.packageDir, folder), { recursive: true });
    const { status, lines } = await ensure(own);
    expect(status.how).toBe('linked');
    expect(own.calls).toEqual([]);
    expect(lines).toEqual(['Ready']);
  });

  test('a cut-off library in the cache is fetched again', async () => {
    const own = fake();
    await ensure(own);
    write(cachePaths(own.cacheDir, pin, '4.22.0').cc, 'cut off');
    expect((await ensure(own)).status.how).toBe('linked');
  });

  test.each(['cc', 'framework', 'addon'] as const)(
    'damage of the %s that keeps its size is found by its hash, and mended where that is asked for',
    async (part) => {
      const own = fake();
      await ensure(own);
      const file = cachePaths(own.cacheDir, pin, '4.22.0')[part];
      const whole = readFileSync(file);
      const damaged = Buffer.from(whole);
      damaged[damaged.length >> 1]! ^= 1;
      write(file, damaged);
      expect(await nativeDamage(own, own.machine)).toMatchObject([{ file }]);
      // A run does not read 850 MB first; the set-up that a user asks for does.
      expect((await ensure(own)).lines).toEqual([]);
      const { status, lines } = await ensure(own, true);
      expect(status).toMatchObject({ ready: true, how: 'linked' });
      expect(lines[0]).toBe(`${file} is damaged, by its SHA-256; it is deleted and made again.`);
      expect(readFileSync(file)).toEqual(whole);
      expect(await nativeDamage(own, own.machine)).toEqual([]);
    },
  );

  test('a whole cache is left alone by that', async () => {
    const own = fake();
    await ensure(own);
    own.calls.length = 0;
    expect((await ensure(own, true)).lines).toEqual([]);
    expect(own.calls).toEqual([]);
  });

  test('two at once both end ready, with one copy and no leftovers', async () => {
    const own = fake();
    const both = await Promise.all([ensure(own), ensure(own)]);
    expect(both.map(({ status }) => status.how)).toEqual(['linked', 'linked']);
    expect(readdirSync(own.cacheDir)).toEqual(['tensorflow-2.21.0-linux-x86_64']);
    expect(readdirSync(join(own.cacheDir, 'tensorflow-2.21.0-linux-x86_64')).sort()).toEqual([
      'include',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
      'tfjs-node-4.22.0-napi8',
    ]);
  });

  test.each([
    ['no pip', fake(without('pip3')), /^No pip was found/],
    ['no compiler', fake(without('g++')), /^No C\+\+ compiler was found/],
    ['a wrong hash', fake(working, { pin: { ...pin, sha256: 'x' } }), /refused and was deleted/],
    ['a full disk', fake(working, { freeBytes: 1e24 }), /GB free for a moment/],
    [
      'another platform',
      fake(working, { platform: 'win32', arch: 'x64', pin: null }),
      /^There is no pinned TensorFlow for win32 on x64/,
    ],
  ])('%s is a sentence, never an exception, and nothing half-made stays', async (...row) => {
    const [, own, sentence] = row;
    const { status } = await ensure(own);
    expect(status).toMatchObject({ ready: false, how: 'absent', library: null, path: null });
    expect(status.missing).toEqual([
      expect.stringMatching(sentence),
      expect.stringMatching(ADDON_DOWNLOADED),
    ]);
    expect(existsSync(own.cacheDir) ? readdirSync(own.cacheDir) : []).toEqual([]);
  });

  test('without a compiler nothing is downloaded', async () => {
    const own = fake(without('g++'));
    await ensure(own);
    expect(own.calls.filter((call) => call.startsWith('pip'))).toEqual([]);
  });

  test('a cache folder below a regular file is a sentence', async () => {
    const own = fake();
    write(join(own.folder, 'file'), '');
    const { status } = await ensure({ ...own, cacheDir: join(own.folder, 'file', 'cache') });
    expect(status.missing[0]).toMatch(/^The folder .* cannot be written/);
  });

  test("where the first way fails, the package's own installer may still succeed", async () => {
    const own = fake({
      npm: (args) => {
        expect(args).toEqual(['rebuild', '@tensorflow/tfjs-node', '--ignore-scripts=false']);
        write(addonPlace(own.packageDir), 'addon');
        write(join(own.packageDir, 'deps', 'lib', 'libtensorflow.so.2'), 'library');
        return done();
      },
    });
    const { status, lines } = await ensure(own);
    expect(status).toMatchObject({ ready: true, how: 'package', missing: [] });
    expect(lines).toContain("Trying the package's own installer …");
  });

  test('an installer that ends well but leaves nothing is not believed', async () => {
    const { status } = await ensure(fake({ npm: () => done() }));
    expect(status.missing[1]).toMatch(/its files are not in place/);
  });

  test('a machine without npm says so', async () => {
    const { status } = await ensure(fake({ npm: () => notFound }));
    expect(status.missing[1]).toMatch(/\(npm was not found\)/);
  });

  describe('without the npm package', () => {
    /** npm as a machine has it: it reads the manifest of the folder it is called in. */
    const npm = (args: readonly string[], cwd = '') => {
      if (args[0] !== 'install') return failed('npm error code E1\nnpm error no such command\n');
      expect(args).toContain('--ignore-scripts');
      const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
      for (const [name, version] of Object.entries(manifest.dependencies))
        write(join(cwd, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
      const [[host]] = Object.entries(manifest.overrides) as [[string, string]];
      write(join(cwd, 'node_modules', host, 'package.json'), '{}');
      return done();
    };

    test('it is fetched, without a second TensorFlow.js, and linked', async () => {
      const own = fake({ ...working, npm }, { packageDir: null });
      const { status, lines } = await ensure(own);
      expect(status).toMatchObject({ ready: true, how: 'linked', missing: [] });
      expect(lines[0]).toBe('Fetching @tensorflow/tfjs-node 4.22.0 through npm …');
      const { prefix, name } = own.machine.binding;
      expect(readdirSync(join(prefix, 'node_modules', '@tensorflow'))).toEqual(['tfjs-node']);
      expect(readdirSync(join(own.folder, 'native'))).toEqual(['tfjs-node']);
      expect(existsSync(addonPlace(join(prefix, 'node_modules', name)))).toBe(true);
    });

    test('where npm fails, its reason is the one sentence', async () => {
      const said = 'npm error code ENOTFOUND\nnpm error network is unreachable\n';
      const own = fake({ ...working, npm: () => failed(said) }, { packageDir: null });
      const { status, lines } = await ensure(own);
      expect(status.missing).toEqual([
        'The npm package @tensorflow/tfjs-node 4.22.0 could not be fetched (npm error network is unreachable).',
      ]);
      expect(lines.at(-1)).toBe(status.missing[0]);
      expect(readdirSync(join(own.folder, 'native'))).toEqual([]);
    });

    test('a lab in a folder that cannot be written says what to do', async () => {
      const own = fake({ ...working, npm }, { packageDir: null });
      write(join(own.folder, 'native'), 'a file');
      const { status } = await ensure(own);
      expect(status.missing).toEqual([
        expect.stringMatching(
          /^The folder .*native cannot be written \(.*\); install flowlab where/,
        ),
      ]);
    });
  });
});
