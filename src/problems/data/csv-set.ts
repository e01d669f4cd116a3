import { InputError } from '../../core/error.ts';
import { type CsvTable, parseCsv } from './csv.ts';
import { targetColumns } from './csv-targets.ts';
import { examples, holdOut, imageShape, isLabel, labelRemedy, valuedExamples } from './examples.ts';
import type { DataFile, Examples, Reading, Splits } from './images.ts';

/**
 * The splits of a training and a test file, or of one file, of which one example in seven is held out for testing.
 *
 * @throws InputError where they are not readable as numbers with targets, or have other columns
 */
export function csvSplits(files: readonly DataFile[], reading: Reading = {}): Splits {
  const [train, test] = files.map(({ path, bytes }) => ({ path, table: parseCsv(bytes, path) }));
  const { path, table } = train!;
  const columns = targetColumns(table, reading, path);
  if (test !== undefined) sameColumns(table, test.table, columns, { path, testPath: test.path });
  if (table.columns === columns.length)
    throw new InputError(`${path} has targets, but no other column; add the inputs`);
  const shape = imageShape([table.columns - columns.length], path);
  const all = examplesOf(table, columns, reading, path);
  if (test === undefined) return { shape, ...holdOut(all, path) };
  return { shape, train: all, test: examplesOf(test.table, columns, reading, test.path) };
}

/** Throws InputError where a test file has other columns than the training file, or has them in another order. */
function sameColumns(
  train: CsvTable,
  test: CsvTable,
  targets: readonly number[],
  { path, testPath }: { readonly path: string; readonly testPath: string },
): void {
  if ((train.header === undefined) !== (test.header === undefined)) {
    const [having, lacking] = test.header === undefined ? [path, testPath] : [testPath, path];
    throw new InputError(
      `${lacking} has no header, but ${having} has one; give both the same first line`,
    );
  }
  const [names, testNames] = [train.header ?? [], test.header ?? []];
  const lost =
    targets.map((i) => names[i]!).find((name) => name !== undefined && !testNames.includes(name)) ??
    names.find((name) => !testNames.includes(name));
  if (lost !== undefined) {
    throw new InputError(`${testPath} has no column ${lost}, but ${path} has; add it`);
  }
  if (train.columns !== test.columns) {
    throw new InputError(
      `${testPath} has ${test.columns} columns, but ${path} has ${train.columns}; give both the same`,
    );
  }
  const moved = names.findIndex((name, i) => testNames[i] !== name);
  if (moved >= 0) {
    throw new InputError(
      `${testPath}: column ${moved + 1} is ${testNames[moved]}, but in ${path} it is ${names[moved]}; give both the same order`,
    );
  }
}

function examplesOf(
  { rows, columns: width, lines }: CsvTable,
  targets: readonly number[],
  reading: Reading,
  file: string,
): Examples {
  const inputs = Array.from({ length: width }, (_, j) => j).filter((j) => !targets.includes(j));
  const take = (columns: readonly number[]): Float64Array => {
    const out = new Float64Array(rows.length * columns.length);
    rows.forEach((row, i) => {
      columns.forEach((j, k) => {
        out[i * columns.length + k] = row[j]!;
      });
    });
    return out;
  };
  const [pixels, given] = [take(inputs), take(targets)];
  if (reading.targets === 'values') {
    return valuedExamples(pixels, inputs.length, { data: given, size: targets.length }, file);
  }
  const bad = given.findIndex((label) => !isLabel(label));
  if (bad >= 0) {
    throw new InputError(
      `${file}, line ${lines[bad]}, column ${targets[0]! + 1}: invalid label ${given[bad]}; ${labelRemedy}`,
    );
  }
  return examples(pixels, inputs.length, given, file);
}
