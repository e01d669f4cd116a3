import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { live } from '../../../src/engine/tensors/memory.ts';
import { openTask, type Task } from '../../../src/lab/task/task.ts';
import { endOf, lanesOf, meetingsOf } from '../../../src/live/state/lanes.ts';
import type { LaneEnd, Row } from '../../../src/live/state/messages.ts';
import { problemOf } from '../../../src/live/state/problem.ts';
import { initialState, type LiveState } from '../../../src/live/state/state.ts';
import { imageSource, noArrays } from '../../../src/live/training/image-source.ts';
import { landscapeOf } from '../../../src/live/training/landscape.ts';
import { sideBySide } from '../../../src/live/training/side-by-side.ts';

const images = imageSource(() => Promise.reject(new Error('glyphs need no file')));
const small: LiveState = { ...initialState, network: '16', train: 50, time: 2 };

const open = (state: LiveState): Promise<Task> =>
  openTask(problemOf(state), { images, readArrays: noArrays });

async function run(state: LiveState): Promise<{ rows: Row[]; ends: readonly LaneEnd[] }> {
  const task = await open(state);
  const rows: Row[] = [];
  const path = sideBySide(state, task);
  for (let next = path.next(); ; next = path.next()) {
    if (next.done === true) {
      task.dispose();
      return { rows, ends: next.value };
    }
    rows.push(next.value);
  }
}

beforeAll(() => openEngine('wasm'));

describe('methods side by side', () => {
  let rows: Row[] = [];
  let ends: readonly LaneEnd[] = [];
  beforeAll(async () => ({ rows, ends } = await run(small)));

  test('begin at one point, and are looked at at the same times', () => {
    expect(rows.map(({ time }) => time)).toEqual(meetingsOf(small));
    const [first] = rows;
    expect(new Set(first!.lanes.map(({ loss }) => loss)).size).toBe(1);
    expect(first!.lanes.map(({ distance }) => distance)).toEqual([0, 0, 0]);
  });

  test('end where the last row says, each with its own weights', () => {
    expect(rows.at(-1)!.time).toBe(endOf(small));
    expect(ends.map(({ loss }) => loss)).toEqual(rows.at(-1)!.lanes.map(({ loss }) => loss));
    expect(ends.map(({ title }) => title)).toEqual(lanesOf(small).map(({ title }) => title));
    expect(new Set(ends.map(({ checksum }) => checksum)).size).toBe(3);
    for (const { checksum, loss } of ends) {
      expect(checksum).toMatch(/^[0-9a-f]{8}$/);
      expect(loss).toBeLessThan(rows[0]!.lanes[0]!.loss);
    }
  });

  test('are measured at some rows, at the first and the last of them', () => {
    const measured = rows.filter(({ lanes }) => lanes[0]!.sharpness !== undefined);
    expect(measured.length).toBeGreaterThan(5);
    expect(measured.length).toBeLessThanOrEqual(17);
    for (const row of [rows[0]!, rows.at(-1)!])
      for (const { sharpness, trace } of row.lanes) {
        expect(sharpness!.value).toBeGreaterThan(0);
        expect(trace!.value).toBeGreaterThan(sharpness!.value);
      }
  });

  test('keep their weights whatever is measured', async () => {
    const plain = await run({ ...small, curvature: false });
    expect(plain.rows.every(({ lanes }) => lanes[0]!.trace === undefined)).toBe(true);
    expect(plain.ends.map(({ checksum }) => checksum)).toEqual(
      ends.map(({ checksum }) => checksum),
    );
  });
});

test('what diverges is said to, once, and leaves the others alone', async () => {
  const { rows, ends } = await run({ ...small, rate: 2, time: 40, curvature: false });
  const [flow, descent] = ends;
  expect(descent!.diverged).toBeGreaterThan(0);
  expect(descent!.checksum).toBe('');
  expect(flow!.diverged).toBeUndefined();
  const gone = rows.findIndex(({ lanes }) => Number.isNaN(lanes[1]!.loss));
  expect(rows[gone]!.time).toBe(descent!.diverged);
  expect(rows.slice(gone).every(({ lanes }) => Number.isNaN(lanes[1]!.loss))).toBe(true);
});

test('a run that is left off frees what it made', async () => {
  const before = live();
  const task = await open(small);
  const path = sideBySide(small, task);
  for (let i = 0; i < 3; i++) path.next();
  path.return([]);
  task.dispose();
  expect(live()).toEqual(before);
});

describe('a landscape', () => {
  test.each(['regression', 'valley', 'wells'] as const)(
    'of %s has all paths from one start',
    async (surface) => {
      const before = live();
      const rate = surface === 'wells' ? 0.05 : 0.1;
      const found = await landscapeOf({
        ...initialState,
        surface,
        surfaceRate: rate,
        temperature: 0.3,
      });
      expect(found.paths.map(({ id }) => id)).toEqual(['flow', 'descent', 'sgd', 'langevin']);
      const starts = found.paths.map(({ points }) => `${points[0]}`);
      expect(new Set(starts).size).toBe(1);
      expect(found.paths.some(({ diverged }) => diverged)).toBe(false);
      expect(found.losses.flat().every(Number.isFinite)).toBe(true);
      expect(found.curvature).toBeGreaterThan(0);
      expect(found.flat !== undefined).toBe(surface === 'wells');
      expect(live()).toEqual(before);
    },
  );

  test('says what diverges: gradient descent beyond 2/λ, and no flow', async () => {
    const { paths, curvature } = await landscapeOf({
      ...initialState,
      ...{ surface: 'valley', surfaceRate: 0.3, temperature: 0 },
    });
    expect(0.3).toBeGreaterThan(2 / curvature);
    expect(paths.map(({ id, diverged }) => [id, diverged])).toEqual([
      ['flow', false],
      ['descent', true],
      ['sgd', true],
    ]);
  });

  test('where it has wells its walkers spend their time as exp(−L/T) says', async () => {
    const { flat } = await landscapeOf({
      ...initialState,
      ...{ surface: 'wells', surfaceRate: 0.05, temperature: 0.3 },
    });
    // √8/(1 + √8) by Laplace's approximation, at low temperature.
    expect(flat!.stationary).toBeGreaterThan(0.65);
    expect(flat!.stationary).toBeLessThan(0.8);
    // Some fifteen crossings of either walker: a standard error of about 0.08.
    expect(Math.abs(flat!.time - flat!.stationary)).toBeLessThan(0.25);
  });
});
