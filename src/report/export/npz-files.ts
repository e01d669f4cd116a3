import { canonicalJson } from '../../core/canonical-json.ts';
import type { Run } from '../../lab/records/record.ts';
import { type NdArray, ndarray } from '../../problems/data/npy.ts';
import { type Arrays, writeNpz } from '../../problems/data/npz.ts';
import { csvFile } from './csv-files.ts';
import type { Exported, ExportFiles } from './exported.ts';
import { type Frame, type FrameColumn, runsFrame, seriesFrame } from './frame.ts';

/**
 * Arrays for NumPy: `runs.npz` with the numbers of each run [runs], `series.npz` with those of all series behind one another, and
 * `weights.npz` with the final weights of runs of one shape [runs, …], `weights-2.npz` with those of another. `runIndex` is the place
 * of a run in `runs.csv`, which has the texts.
 */
export function npzFiles({ runs, weightsOf }: Exported): ExportFiles {
  const [all, series] = [runsFrame(runs), seriesFrame(runs)];
  const place = new Map(runs.map(({ id }, i) => [id, i] as const));
  const [names, ...columns] = series.columns;
  const runIndex: FrameColumn = {
    ...{ name: 'runIndex', holds: 'count', says: 'row of the run in runs.csv, from 0' },
    cells: names!.cells.map((id) => place.get(String(id))!),
  };
  const ofSeries: Frame = { rows: series.rows, columns: [runIndex, ...columns] };
  const numbers: Frame = { ...all, columns: all.columns.filter(({ holds }) => holds !== 'text') };
  return {
    tables: { 'runs.csv': all, 'runs.npz': numbers, 'series.npz': ofSeries },
    files: new Map([
      ['runs.csv', csvFile(all)],
      ['runs.npz', writeNpz(arraysOf(numbers))],
      ['series.npz', writeNpz(arraysOf(ofSeries))],
      ...stacks(runs, weightsOf).map(
        (arrays, i) => [`weights${i === 0 ? '' : `-${i + 1}`}.npz`, writeNpz(arrays)] as const,
      ),
    ]),
  };
}

/** A float64 array for each column; NaN where there is none, 1 and 0 for true and false. */
const arraysOf = ({ columns }: Frame): Arrays =>
  Object.fromEntries(
    columns.map(({ name, cells }) => [
      name,
      ndarray(Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)))),
    ]),
  );

/** The weights of runs whose arrays have the same shapes and types, one behind the other, with the places of these runs. */
function stacks(runs: readonly Run[], weightsOf: Exported['weightsOf']): readonly Arrays[] {
  const groups = new Map<string, { readonly index: number; readonly arrays: Arrays }[]>();
  for (const [index, run] of runs.entries()) {
    const arrays = weightsOf(run);
    if (arrays === undefined) continue;
    const key = canonicalJson(
      Object.entries(arrays).map(([name, { shape, dtype }]) => [name, [...shape], dtype]),
    );
    groups.set(key, [...(groups.get(key) ?? []), { index, arrays }]);
  }
  return [...groups.values()].map((group) => ({
    runIndex: ndarray(Int32Array.from(group, ({ index }) => index)),
    ...Object.fromEntries(
      Object.keys(group[0]!.arrays).map((name) => [
        name,
        stacked(group.map(({ arrays }) => arrays[name]!)),
      ]),
    ),
  }));
}

function stacked(arrays: readonly NdArray[]): NdArray {
  const { data, shape } = arrays[0]!;
  const all =
    data instanceof Float64Array
      ? new Float64Array(arrays.length * data.length)
      : new Float32Array(arrays.length * data.length);
  for (const [k, own] of arrays.entries())
    all.set(own.data as Float32Array | Float64Array, k * data.length);
  return ndarray(all, [arrays.length, ...shape]);
}
