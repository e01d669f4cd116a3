import { existsSync } from 'node:fs';
import { ndarray } from '../../problems/data/npy.ts';
import { writeNpz } from '../../problems/data/npz.ts';
import { readNpz } from '../data/file.ts';
import type { Snapshot } from './record.ts';

/** One row per time, in float64 where the rows are. Shapes times [k], theta [k, P], outputs [k, test examples × classes]. */
export const snapshotsNpz = (snapshots: readonly Snapshot[]): Uint8Array =>
  writeNpz({
    times: ndarray(Float64Array.from(snapshots, (s) => s.time)),
    theta: stacked(snapshots.map((s) => s.theta)),
    outputs: stacked(snapshots.map((s) => s.outputs!)),
  });

/** The snapshots of a file; none where there is no file. */
export function readSnapshots(file: string): readonly Snapshot[] {
  if (!existsSync(file)) return [];
  const { times, theta, outputs } = readNpz(file);
  const row = ({ data, shape }: NonNullable<typeof theta>, k: number) =>
    (data as Float32Array | Float64Array).slice(k * shape[1]!, (k + 1) * shape[1]!);
  return Array.from(times!.data as Float64Array, (time, k) => ({
    time,
    theta: row(theta!, k),
    ...(outputs && { outputs: row(outputs, k) }),
  }));
}

function stacked(rows: readonly (Float32Array | Float64Array)[]): ReturnType<typeof ndarray> {
  const size = rows[0]!.length;
  const double = rows[0] instanceof Float64Array;
  const all = double ? new Float64Array(rows.length * size) : new Float32Array(rows.length * size);
  for (const [k, row] of rows.entries()) all.set(row, k * size);
  return ndarray(all, [rows.length, size]);
}
