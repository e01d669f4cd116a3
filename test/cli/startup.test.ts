import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main, temporaryFolder } from '../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

// Node's debugger is told of every script that is parsed, whichever way it was loaded.
const spy = join(folder.path, 'spy.cjs');
writeFileSync(
  spy,
  `const { Session } = require('node:inspector');
   const session = new Session();
   const seen = [];
   session.connect();
   session.on('Debugger.scriptParsed', ({ params }) => seen.push(params.url));
   session.post('Debugger.enable');
   process.on('exit', () => require('node:fs').writeFileSync(process.env.SEEN, seen.join('\\n')));`,
);

/** Addresses of the scripts outside Node that a command loads. */
function loadedBy(...args: readonly string[]): string[] {
  const seen = join(folder.path, 'seen');
  const done = spawnSync(process.execPath, ['--require', spy, main, ...args], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, SEEN: seen },
  });
  expect(done.status).toBe(0);
  return readFileSync(seen, 'utf8')
    .split('\n')
    .filter((url) => /node_modules|dist/.test(url));
}

describe('help', () => {
  test('loads no TensorFlow, and beside the command line only what names the datasets', () => {
    const loaded = loadedBy('--help');
    expect(loaded.some((url) => url.endsWith('dist/cli/main.js'))).toBe(true);
    expect(loaded.some((url) => url.includes('commander'))).toBe(true);
    expect(loaded.filter((url) => /@tensorflow|tfjs/.test(url))).toEqual([]);
    expect(
      loaded.filter((url) => /dist\/(engine|objective|dynamics|probes|lab|report)\//.test(url)),
    ).toEqual([]);
  });

  test('loads few scripts, since every one of them costs time', () => {
    // Each command has one; seen: 51, with commander's nine.
    expect(loadedBy('--help').length).toBeLessThan(80);
  });
});

test('a dry run loads neither native TensorFlow, nor WebAssembly, nor what draws', () => {
  const loaded = loadedBy('run', 'quickstart', '--dry-run');
  expect(loaded.some((url) => url.endsWith('dist/cli/run/run.js'))).toBe(true);
  // It judges what the seeds that are planned could tell, and so loads how predictions are judged.
  const heavy =
    /tfjs-node|tfjs-backend|@tensorflow\/tfjs\/|chart|canvas|bullmq|ioredis|dist\/report\/(?!predictions|arms)/;
  expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
});
