import { existsSync } from 'node:fs';
import { InputError } from '../../core/error.ts';
import type { Carried } from '../../dynamics/integrate/solver.ts';
import { type NdArray, ndarray } from '../../problems/data/npy.ts';
import { type Arrays, writeNpz } from '../../problems/data/npz.ts';
import { readNpz } from '../data/file.ts';
import { arrayIn, floatsOf, narrowed } from './own-arrays.ts';
import type { Snapshot } from './record.ts';

/**
 * One row per time, in float64 where the rows are. Shapes times [k], theta [k, P], of a network outputs [k, test examples × classes] and, where they were asked for, trainOutputs [k, n × classes], and where the
 * solver carries anything steps [k] and each of its arrays by name [k, P].
 */
export function snapshotsNpz(snapshots: readonly Snapshot[]): Uint8Array {
  const carried = snapshots.flatMap((s) => s.carried ?? []);
  const onTest = snapshots.flatMap((s) => (s.outputs === undefined ? [] : [s.outputs]));
  const onTrain = snapshots.flatMap((s) => (s.trainOutputs === undefined ? [] : [s.trainOutputs]));
  return writeNpz({
    times: ndarray(Float64Array.from(snapshots, (s) => s.time)),
    theta: stacked(snapshots.map((s) => s.theta)),
    ...(onTest.length > 0 && { outputs: stacked(onTest) }),
    ...(onTrain.length > 0 && { trainOutputs: stacked(onTrain) }),
    ...(carried.length > 0 && stateArrays(carried)),
  });
}

function stateArrays(carried: readonly Carried[]): Arrays {
  const names = Object.keys(carried[0]!.arrays);
  return {
    steps: ndarray(Float64Array.from(carried, ({ steps }) => steps)),
    ...Object.fromEntries(
      names.map((name) => [name, stacked(carried.map(({ arrays }) => narrowed(arrays[name]!)))]),
    ),
  };
}

/** The snapshots of a file; none where there is no file. */
export function readSnapshots(file: string): readonly Snapshot[] {
  if (!existsSync(file)) return [];
  const members = readNpz(file);
  const times = arrayIn(members, 'times', file, 1);
  const rows = Object.fromEntries(
    Object.keys(members)
      .filter((name) => name !== 'times' && name !== 'steps')
      .map((name) => [name, rowsIn(members, name, file, times.data.length)]),
  );
  const { theta = rowsIn(members, 'theta', file, 0), outputs, trainOutputs, ...arrays } = rows;
  const steps = 'steps' in members ? arrayIn(members, 'steps', file, 1) : undefined;
  return Array.from(floatsOf(times), (time, k) => ({
    time,
    theta: row(theta, k),
    ...(outputs && { outputs: row(outputs, k) }),
    ...(trainOutputs && { trainOutputs: row(trainOutputs, k) }),
    ...(steps && { carried: carriedAt(Number(steps.data[k]), arrays, k) }),
  }));
}

/** An array with a row for each time. */
function rowsIn(members: Arrays, name: string, file: string, times: number): NdArray {
  const found = arrayIn(members, name, file, 2);
  if (found.shape[0] === times) return found;
  throw new InputError(`${file}: ${name} has ${found.shape[0]} rows for ${times} times`);
}

const row = (of: NdArray, k: number) =>
  floatsOf(of).slice(k * of.shape[1]!, (k + 1) * of.shape[1]!);

const carriedAt = (steps: number, arrays: Arrays, k: number): Carried => ({
  steps,
  arrays: Object.fromEntries(
    Object.entries(arrays).map(([name, all]) => [name, Float64Array.from(row(all, k))]),
  ),
});

function stacked(rows: readonly (Float32Array | Float64Array)[]): NdArray {
  const size = rows[0]!.length;
  const single = rows.every((own) => own instanceof Float32Array);
  const all = new (single ? Float32Array : Float64Array)(rows.length * size);
  for (const [k, own] of rows.entries()) all.set(own, k * size);
  return ndarray(all, [rows.length, size]);
}
