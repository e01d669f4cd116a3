import { InputError } from '../../core/error.ts';

/** The numbers of a CSV file. */
export interface CsvTable {
  /** The names of the columns; absent where the file begins with numbers. */
  readonly header?: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly columns: number;
  /** The line of the file on which each row stands, from 1. */
  readonly lines: readonly number[];
}

/**
 * Reads the bytes of a CSV file with one example per line; `file` names it in messages.
 *
 * The first line is a header where one of its cells is a name. Empty lines are skipped.
 *
 * @throws InputError with file and line for a cell that is no number, a line with more or fewer cells
 *   than the first, and a header with a column that has no name.
 */
export function parseCsv(bytes: Uint8Array, file: string): CsvTable {
  const rows: number[][] = [];
  const lines: number[] = [];
  let header: readonly string[] | undefined;
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
    const at = `${file}, line ${line}`;
    if (width === 0) {
      width = cells.length;
      if (width < 2) {
        throw new InputError(`${at}: 1 column; give a label and pixels, with commas`);
      }
      header = headerOf(cells, at);
      if (header !== undefined) continue;
    }
    if (cells.length !== width) {
      throw new InputError(
        `${at}: ${cells.length} columns, expected ${width} as in the first line; mend or remove the line`,
      );
    }
    const row = cells.map(number);
    const bad = row.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new InputError(
        `${at}, column ${bad + 1}: not a finite number: "${cells[bad]!.trim()}"; mend or remove the line`,
      );
    }
    rows.push(row);
    lines.push(line);
  }
  if (rows.length === 0) {
    throw new InputError(`no examples in ${file}; give one line for each, label first`);
  }
  return { ...(header && { header }), rows, columns: width, lines };
}

/**
 * The names of the columns, where a first line has any.
 *
 * @throws InputError for a column without a name, such as pandas writes before the others, and for a line that
 *   only counts its columns, as pandas names those that have no names
 */
function headerOf(cells: readonly string[], at: string): string[] | undefined {
  // numpy.savetxt writes a header as a comment.
  const names = cells.map(unquoted).map((name, i) => (i === 0 ? name.replace(/^#\s*/, '') : name));
  if (counts(names, COUNTED)) {
    throw new InputError(
      `${at} counts 0 … ${names.length - 1}, like the names that pandas gives to columns; save it with ` +
        'header=False, or name the columns',
    );
  }
  const index = names[0] === '' && counts(names.slice(1), 1);
  if (!index && !names.some(isName)) return undefined;
  const unnamed = names.findIndex((name) => name === '' || /^unnamed: \d+$/i.test(name));
  if (unnamed < 0) return names;
  throw new InputError(
    `${at}, column ${unnamed + 1}: the column has no name, like the index that pandas writes; save the table ` +
      'with index=False, or name the column',
  );
}

/** Numbers in a row from 0 on that are no chance: as pixels after a label they would have to rise one by one. */
const COUNTED = 8;

const counts = (names: readonly string[], least: number): boolean =>
  names.length >= least && names.every((name, i) => name === String(i));

/** Words for a number that is missing, or beyond all others. */
const MISSING = /^([+-]?(nan|inf|infinity)|n\/?a|null|none|missing)$/i;

const isName = (cell: string): boolean =>
  /\p{L}/u.test(cell) && Number.isNaN(number(cell)) && !MISSING.test(cell);

// A byte-order mark before the first line is dropped.
const utf8 = new TextDecoder();

const unquoted = (cell: string): string => /^\s*"(.*)"\s*$/.exec(cell)?.[1]?.trim() ?? cell.trim();

// Number('') is 0, but an empty cell is a missing value. Quotes are rare, so they are looked for last.
function number(cell: string): number {
  const value = Number(cell);
  if (value === 0 && cell.trim() === '') return Number.NaN;
  if (!Number.isNaN(value)) return value;
  const quoted = /^\s*"(.+)"\s*$/.exec(cell)?.[1]?.trim();
  return quoted === undefined || quoted === '' ? Number.NaN : Number(quoted);
}
