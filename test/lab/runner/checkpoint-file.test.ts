import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DiskError } from '../../../src/core/disk-error.ts';
import type { RunState } from '../../../src/lab/run/run-state.ts';
import { checkpointFile, removeCheckpoints } from '../../../src/lab/runner/checkpoint-file.ts';
import { checkpoints } from '../../../src/lab/runner/checkpoints.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const records = join(scratchFolder(), 'records');
const [id, other] = ['0123456789abcdef', 'fedcba9876543210'];
const path = join(records, '.checkpoints', id);
const file = checkpointFile(records, id);

const state: RunState = {
  start: {
    kind: 'over',
    began: {
      ...{ steps: 3, time: -0, initialLoss: Number.NaN, loss: Number.POSITIVE_INFINITY },
      cost: { gradients: 3, hvps: 0, trainSeconds: 0.1, measureSeconds: 0 },
    },
    theta: [
      { shape: [2], values: Float32Array.of(-0, 1e-45) },
      { shape: [], values: Float64Array.of(Number.NaN) },
    ],
  },
  seconds: { total: 1, training: 0.5 },
};

/** The file with what a change makes of it. */
function changed(change: (bytes: Buffer) => Buffer): string | undefined {
  file.write(state);
  writeFileSync(path, change(readFileSync(path)));
  const found = file.read();
  expect(found.state).toBeUndefined();
  return found.notice;
}

/** A file that is whole, with another body. */
const withBody = (change: (body: { owner: { format: number } }) => unknown) => (bytes: Buffer) => {
  const start = bytes.indexOf('\n') + 1;
  const body = serialize(change(deserialize(bytes.subarray(start + 32))));
  const digest = createHash('sha256').update(body).digest();
  return Buffer.concat([bytes.subarray(0, start), digest, body]);
};

describe('the checkpoint of a run', () => {
  test('comes back to the last bit, and says where the run goes on', () => {
    expect(file.read()).toEqual({});
    file.write(state);
    const found = file.read();
    expect(found.state).toEqual(state);
    expect(found.notice).toBe('goes on from its checkpoint at its start');
    expect(readdirSync(join(records, '.checkpoints'))).toEqual([id]);
    file.remove();
    expect(file.read()).toEqual({});
  });

  test('is not read where any byte of it is another, or any are missing', () => {
    file.write(state);
    const { length } = readFileSync(path);
    for (let i = 0; i < length; i += 7) {
      const flipped = (bytes: Buffer) => {
        bytes[i]! ^= 1;
        return bytes;
      };
      expect(changed(flipped)).toMatch(
        /^starts anew, since its checkpoint \S+ is (damaged|no checkpoint)$/,
      );
      expect(changed((bytes) => bytes.subarray(0, i))).toMatch(/is (damaged|no checkpoint)$/);
    }
    expect(changed((bytes) => Buffer.concat([bytes, Buffer.of(0)]))).toMatch(/is damaged$/);
  });

  test('is not read where it is of another format or run, or cannot be', () => {
    const format = withBody((body) => ({ ...body, owner: { ...body.owner, format: 0 } }));
    expect(changed(format)).toMatch(/has format 0, not 1$/);
    checkpointFile(records, other).write(state);
    const foreign = readFileSync(join(records, '.checkpoints', other));
    expect(changed(() => foreign)).toMatch(/is of run fedcba9876543210$/);
    expect(changed(withBody(() => null))).toMatch(/^starts anew, since its checkpoint \S+ .+$/);
    rmSync(path);
    mkdirSync(path);
    expect(file.read().notice).toMatch(/starts anew.*is a folder, not a file/);
    file.remove();
    expect(existsSync(path)).toBe(false);
  });

  test('is written over a draft that a killed process left, and names the disk where that refuses it', () => {
    mkdirSync(join(records, '.checkpoints'), { recursive: true });
    writeFileSync(`${path}.new`, 'half of');
    file.write(state);
    expect(file.read().state).toEqual(state);
    expect(existsSync(`${path}.new`)).toBe(false);
    rmSync(join(records, '.checkpoints'), { recursive: true });
    writeFileSync(join(records, '.checkpoints'), 'a file');
    expect(() => file.write(state)).toThrow(DiskError);
    rmSync(join(records, '.checkpoints'));
  });

  test('goes with the runs that are over, and no others', () => {
    file.write(state);
    checkpointFile(records, other).write(state);
    writeFileSync(`${path}.new`, 'half of');
    removeCheckpoints(records, (one) => one === id);
    expect(readdirSync(join(records, '.checkpoints'))).toEqual([other]);
    removeCheckpoints(join(records, 'nowhere'), () => true);
  });
});

describe('checkpoints', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());
  const stop = (): never => {
    throw new Error('stopped');
  };

  /** At which seconds of 60 states are taken, where one takes so long. */
  function taken(every: number, writing: number): readonly number[] {
    const at: number[] = [];
    const write = () => {
      at.push(performance.now() / 1000);
      vi.advanceTimersByTime(1000 * writing);
    };
    const began = performance.now();
    const offer = checkpoints({ every, write, stop, stopAsked: () => false });
    while (performance.now() < began + 60_000) {
      offer(() => state);
      vi.advanceTimersByTime(1000);
    }
    return at.map((s) => s - began / 1000);
  }

  test('are taken every so many seconds', () => {
    expect(taken(10, 0)).toEqual([10, 20, 30, 40, 50]);
  });

  test('take a twentieth of the time at most', () => {
    expect(taken(2, 1)).toEqual([2, 23, 44]);
  });

  test('a last one is taken where the run is to stop', () => {
    const write = vi.fn();
    const offer = checkpoints({ every: 60, write, stop, stopAsked: () => true });
    expect(() => offer(() => state)).toThrow('stopped');
    expect(write).toHaveBeenCalledExactlyOnceWith(state);
  });
});
