import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Lease, leasedBy, type Runner, takeLease } from '../../../src/lab/records/lease.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const scratch = scratchFolder();
const id = '0123456789abcdef';
let count = 0;
let folder: string;
let file: string;
beforeEach(() => {
  folder = join(scratch, String(count++));
  mkdirSync(folder);
  file = join(folder, `${id}.lease`);
});

const runner = (host: string, pid: number, living: readonly number[] = [pid]): Runner => ({
  ...{ host, machine: `${host} since today`, pid },
  isAlive: (other) => living.includes(other),
});
const take = (by: Runner) => takeLease(folder, id, by);
const taken = (by: Runner): Lease => {
  const lease = take(by);
  if (!('renew' in lease)) throw new Error(`${lease.host} has it`);
  return lease;
};
/** The file as it would be had it been renewed so many seconds ago. */
function aged(seconds: number): void {
  const then = statSync(file).mtimeMs / 1000 - seconds;
  utimesSync(file, then, then);
}

describe('the lease of a run', () => {
  test('is one runner’s until it gives it back', () => {
    const lease = taken(runner('here', 1));
    expect(take(runner('here', 2, [1, 2]))).toEqual({ host: 'here' });
    expect(take(runner('there', 1))).toEqual({ host: 'here' });
    expect(leasedBy(folder, id, runner('there', 1))).toBe('here');
    lease.release();
    expect(readdirSync(folder)).toEqual([]);
    taken(runner('there', 1)).release();
    expect(leasedBy(folder, id, runner('here', 1))).toBeUndefined();
  });

  test('of a process that is gone is free at once on its own machine', () => {
    taken(runner('here', 1));
    expect(take(runner('there', 1))).toEqual({ host: 'here' });
    const lease = taken(runner('here', 2, [2]));
    expect(take(runner('there', 1))).toEqual({ host: 'here' });
    lease.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a process that is gone is free after a while where another has its number by now', () => {
    taken(runner('here', 1));
    aged(80);
    expect(take(runner('here', 2, [1, 2]))).toEqual({ host: 'here' });
    aged(100);
    taken(runner('here', 2, [1, 2])).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of another machine is free once it was not renewed for a while, by the clock of the folder', () => {
    const first = taken(runner('there', 1));
    aged(80);
    expect(take(runner('here', 1))).toEqual({ host: 'there' });
    aged(100);
    first.renew();
    expect(take(runner('here', 1))).toEqual({ host: 'there' });
    aged(100);
    const second = taken(runner('here', 1));
    // Whoever was only asleep neither renews nor gives back what is another's by now.
    aged(50);
    const renewed = statSync(file).mtimeMs;
    first.renew();
    first.release();
    expect(statSync(file).mtimeMs).toBe(renewed);
    expect(take(runner('there', 1))).toEqual({ host: 'here' });
    second.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['', '{"host":"there"', 'null', '{"host":1,"machine":"here since today","pid":1}'])(
    'that reads %j is somebody’s for a while, and nobody’s then',
    (text) => {
      writeFileSync(file, text);
      expect(take(runner('here', 1))).toEqual({ host: 'unknown' });
      aged(100);
      taken(runner('here', 1)).release();
      expect(existsSync(file)).toBe(false);
    },
  );

  test('whose place a folder has taken is found, and the folder kept', () => {
    mkdirSync(file);
    writeFileSync(join(file, 'own'), 'mine');
    aged(100);
    taken(runner('here', 1)).release();
    const [kept, ...others] = readdirSync(folder);
    expect([others, readdirSync(join(folder, kept!))]).toEqual([[], ['own']]);
  });
});
