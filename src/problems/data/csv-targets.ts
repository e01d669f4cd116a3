import { InputError } from '../../core/error.ts';
import type { CsvTable } from './csv.ts';
import type { Reading } from './images.ts';

/** Names by which a column is known to hold labels, in small letters. */
const USUAL = ['label', 'labels', 'class', 'classes', 'target', 'targets', 'category', 'y'];

/** Rows from 0 on that are numbered in order; with fewer, each may well be of a class of its own. */
const COUNTED = 10;

/**
 * The columns of a table that hold its targets, from 0: those that are asked for, else the one that is named like a
 * label, else, without a header, the first.
 *
 * @throws InputError, naming `file`, where there is no such column, or several, or where a first column without a
 *   name only counts the rows
 */
export function targetColumns(
  table: CsvTable,
  { columns, targets }: Reading,
  file: string,
): number[] {
  const { header } = table;
  if (header === undefined) return [firstColumn(table, { columns, targets }, file)];
  const all = listed(header);
  if (columns !== undefined) {
    const twice = columns.find((name, i) => columns.indexOf(name) < i);
    if (twice !== undefined)
      throw new InputError(`data.columns names ${twice} twice; name it once`);
    const found = columns.map((name) => placesOf(header, (own) => own === name));
    const lost = found.findIndex((places) => places.length !== 1);
    if (lost >= 0) {
      const many = found[lost]!.length === 0 ? 'no column' : `${found[lost]!.length} columns`;
      throw new InputError(`${file} has ${many} ${columns[lost]}; it has ${all}: name one of them`);
    }
    if (targets !== 'values' && columns.length > 1) {
      throw new InputError(
        `data.columns names ${columns.length} columns, but labels stand in one; name one, or set data.targets: ` +
          'values for real-valued targets',
      );
    }
    return found.flat();
  }
  const usual = placesOf(header, (name) => USUAL.includes(name.toLowerCase()));
  if (usual.length === 1) return usual;
  const remedy = `name one ${targets === 'values' ? 'or more ' : ''}in data.columns, such as [${header.at(-1)}]`;
  throw new InputError(
    usual.length === 0
      ? `${file} has no column that is named like a label (${USUAL.join(', ')}); it has ${all}: ${remedy}`
      : `${file} has ${usual.length} columns that are named like labels: ${usual.map((i) => header[i]).join(', ')}; ${remedy}`,
  );
}

function firstColumn({ rows }: CsvTable, reading: Reading, file: string): number {
  const { columns, targets } = reading;
  if (columns !== undefined || targets === 'values') {
    const key = columns === undefined ? 'data.targets: values' : 'data.columns';
    throw new InputError(
      `${file} has no header, but ${key} needs the names of columns; write them in a first line`,
    );
  }
  if (rows.length > COUNTED && rows.every(([first], i) => first === i)) {
    throw new InputError(
      `${file}: the first column counts 0 … ${rows.length - 1}, like the index that pandas writes; save the table with ` +
        'index=False, or name the columns in a first line',
    );
  }
  return 0;
}

const placesOf = (header: readonly string[], like: (name: string) => boolean): number[] =>
  header.flatMap((name, i) => (like(name) ? [i] : []));

/** Names for a message, the middle ones of many left out. */
const listed = (names: readonly string[]): string =>
  names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 8).join(', ')}, … , ${names.slice(-2).join(', ')} (${names.length} columns)`;
