import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeBlock } from '../../src/stats/complete-block.ts';

const block = (table: readonly string[]) =>
  completeBlock(table.length, table[0]?.length ?? 0, (row, column) => table[row]![column] === 'x');

test('a complete table is its own block', () => {
  expect(block(['xxx', 'xxx'])).toEqual({ rows: [0, 1], columns: [0, 1, 2] });
});

test('a row that lacks most goes, and then a column that lacks one', () => {
  expect(block(['xxxx', '...x', 'xx.x', 'xxxx'])).toEqual({ rows: [0, 2, 3], columns: [0, 1, 3] });
});

test('an empty table has an empty block', () => {
  expect(block(['..', '..']).rows).toEqual([]);
});

test('every block is complete, whatever is missing', () => {
  const table = fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(table, (cells) => {
      const { rows, columns } = completeBlock(cells.length, 4, (r, c) => cells[r]![c]!);
      expect(rows.every((row) => columns.every((column) => cells[row]![column]!))).toBe(true);
    }),
  );
});
