import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowlab, main, temporaryFolder } from '../../support/command-line.ts';
import { recordsIn } from '../../support/killing.ts';
import { isAlive, workersOf } from '../../support/processes.ts';
import { hasRedis, type TestRedis, testRedis } from '../../support/redis.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

// With weights of a network, and long enough to be killed in the middle.
const file = `
question: Do two workers come to the same bytes?
data: { name: glyphs, train: 60, test: 20 }
network: { hidden: [16] }
methods:
  - { method: gradient-descent, rate: [0.1, 0.2] }
  - { method: sgd, rate: 0.05, batch: 4 }
seeds: 2
stop: { steps: 40000 }
measure: { trace: false, threshold: false, sharpness: false }
checkpoint: { every: 0.2 }
`;

let redis: TestRedis;
let undisturbed: Readonly<Record<string, string>>;
beforeAll(async () => {
  if (!hasRedis) return;
  redis = await testRedis();
  mkdirSync(join(folder.path, 'alone'));
  writeFileSync(join(folder.path, 'alone', 'sweep.yaml'), file);
  const { code, err } = flowlab(join(folder.path, 'alone'), ['run', 'sweep.yaml']);
  expect({ code, err }).toMatchObject({ code: 0 });
  undisturbed = recordsIn(join(folder.path, 'alone', 'runs', 'sweep'));
}, 300_000);
afterAll(() => redis?.kill());

/** Files of a folder that are no drafts. */
const wholeFiles = (path: string): number =>
  existsSync(path) ? readdirSync(path).filter((name) => /^[0-9a-f]+$/.test(name)).length : 0;

/** A command that runs on its own, with what it says. */
function started(cwd: string, args: readonly string[]) {
  mkdirSync(cwd, { recursive: true });
  let text = '';
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    // Workers on one machine share what they keep in the cache; those of several do not.
    env: { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(cwd, 'cache') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const said = (what: string) => text.split('\n').filter((line) => line.includes(what));
  return { child, ended, said, text: () => text };
}

describe.skipIf(!hasRedis).each([
  { way: 'through the queue', shared: false },
  { way: 'through a shared folder', shared: true },
])('two workers of which one is killed, records $way', ({ way, shared }) => {
  test('each run is computed once, the killed one twice, to the bytes of an undisturbed sweep', async () => {
    const home = join(folder.path, way.replaceAll(' ', '-'));
    mkdirSync(home);
    writeFileSync(join(home, 'sweep.yaml'), file);
    // A database for each, or the second would find the answers of the first.
    const queue = ['--queue', `${redis.url.replace('//', '//:geheim@')}/${shared ? 1 : 0}`];
    const records = shared ? ['--runs', join(home, 'runs')] : [];
    const worker = (name: string) =>
      started(join(home, name), [
        ...['worker', ...queue, ...records, '--jobs', '1', '--lost-after', '8'],
      ]);
    // The password is one too many for this Redis, which goes on without.
    const [victim, other] = [worker('victim'), worker('other')];
    const run = started(home, ['run', 'sweep.yaml', ...queue]);
    while (victim.said(': taken').length === 0) {
      expect(victim.child.exitCode, victim.text()).toBeNull();
      await sleep(20);
    }
    // In a shared folder the other one goes on from where it was, once each of them has kept its place.
    const kept = join(home, 'runs', 'sweep', '.checkpoints');
    if (shared) while (wholeFiles(kept) < 2) await sleep(5);
    else await sleep(700);
    const orphans = workersOf(victim.child.pid!);
    victim.child.kill('SIGKILL');
    expect({ code: await run.ended, text: run.text() }).toMatchObject({ code: 0 });
    expect(orphans.some(isAlive)).toBe(false);
    other.child.kill('SIGTERM');
    expect(await other.ended).toBe(143);
    const found = recordsIn(join(home, 'runs', 'sweep'));
    expect(Object.keys(found).sort()).toEqual(Object.keys(undisturbed).sort());
    expect(Object.keys(found).filter((name) => found[name] !== undisturbed[name])).toEqual([]);

    const done = [victim, other].flatMap((one) => one.said(': completed'));
    const taken = [victim, other].flatMap((one) => one.said(': taken'));
    const left = victim.said(': taken').length - victim.said(': completed').length;
    expect({ done: done.length, taken: taken.length, left }).toEqual({
      ...{ done: 6, taken: 7, left: 1 },
    });
    // On a busy machine the living one may count as lost too, while it reads its data.
    const title = victim.said(': taken').at(-1)!.replace(': taken', '');
    expect(run.said(`${title}: its worker is lost`), run.text()).toHaveLength(1);
    expect(other.said('its worker is lost, and it is taken again')).not.toHaveLength(0);
    // Of one machine's checkpoint another has none, unless it shares the folder.
    expect(other.said('goes on from its checkpoint').length).toBe(shared ? 1 : 0);
    const all = [victim, other, run].map((one) => one.text()).join('');
    expect(all).not.toContain('geheim');
    expect(JSON.stringify(found).includes('geheim')).toBe(false);
    expect(readFileSync(join(home, 'runs', 'sweep', 'experiment.json'), 'utf8')).not.toMatch(
      /geheim|redis/,
    );
  }, 300_000);
});
