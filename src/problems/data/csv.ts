import { InputError } from '../../core/error.ts';
import { isLabel, maxLabel } from './examples.ts';

/** Numbers of a CSV file, its label column taken out. */
export interface CsvTable {
  readonly pixels: Float64Array; // [n, columns], row-major
  readonly labels: Int32Array; // [n]
  readonly columns: number;
}

/**
 * Reads the bytes of a CSV file with one example per line; `file` names it in messages.
 *
 * The first line is a header where its first cell is no number or one of its cells is `label`. The
 * label stands in the column named `label`, otherwise in the first. Empty lines are skipped.
 *
 * @throws InputError with file and line for a cell that is no number, a line with more or fewer cells
 *   than the first, or a label that is no integer in 0 … 9999.
 */
export function parseCsv(bytes: Uint8Array, file: string): CsvTable {
  const values: number[][] = [];
  const labels: number[] = [];
  let labelColumn = 0;
  let width = 0;
  let line = 0;
  // Line by line on the bytes: a whole training set is longer than a string may be.
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = utf8.decode(bytes.subarray(start, end)).trim();
    start = end + 1;
    line++;
    if (text === '') continue;
    const cells = text.split(',');
    if (width === 0) {
      width = cells.length;
      if (width < 2) {
        throw new InputError(
          `${file}, line ${line}: 1 column; give a label and pixels, with commas`,
        );
      }
      const named = cells.findIndex((cell) => /^\s*"?label"?\s*$/i.test(cell));
      labelColumn = Math.max(0, named);
      if (named >= 0 || Number.isNaN(number(cells[0]!))) continue;
    }
    if (cells.length !== width) {
      throw new InputError(
        `${file}, line ${line}: ${cells.length} columns, expected ${width} as in the first line; ` +
          'mend or remove the line',
      );
    }
    const row = cells.map(number);
    const bad = row.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new InputError(
        `${file}, line ${line}, column ${bad + 1}: not a finite number: "${cells[bad]!.trim()}"; mend or ` +
          'remove the line',
      );
    }
    const [label] = row.splice(labelColumn, 1) as [number];
    if (!isLabel(label)) {
      throw new InputError(
        `${file}, line ${line}, column ${labelColumn + 1}: invalid label ${label}; number the ` +
          `classes 0, 1, 2, … (at most ${maxLabel})`,
      );
    }
    values.push(row);
    labels.push(label);
  }
  if (labels.length === 0) {
    throw new InputError(`no examples in ${file}; give one line for each, label first`);
  }
  return { pixels: packed(values), labels: Int32Array.from(labels), columns: width - 1 };
}

// A byte-order mark before the first line is dropped.
const utf8 = new TextDecoder();

// Number('') is 0, but an empty cell is a missing value. Quotes are rare, so they are looked for last.
function number(cell: string): number {
  const value = Number(cell);
  if (value === 0 && cell.trim() === '') return Number.NaN;
  if (!Number.isNaN(value)) return value;
  const quoted = /^\s*"(.+)"\s*$/.exec(cell)?.[1];
  return quoted === undefined ? Number.NaN : number(quoted);
}

function packed(values: readonly (readonly number[])[]): Float64Array {
  const columns = values[0]?.length ?? 0;
  const out = new Float64Array(values.length * columns);
  values.forEach((row, i) => {
    out.set(row, i * columns);
  });
  return out;
}
