/** The rows and columns of a table that are complete together, by index. */
export interface CompleteBlock {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/**
 * A complete part of a table with gaps, such as arms by seeds where some runs diverged: while a cell is missing,
 * the row or column with the largest share of missing cells leaves, rows before columns.
 *
 * `has(row, column)` says whether the cell is there. Which cells are missing decides, and never what is in the others.
 */
export function completeBlock(
  rows: number,
  columns: number,
  has: (row: number, column: number) => boolean,
): CompleteBlock {
  let block = { rows: upTo(rows), columns: upTo(columns) };
  for (;;) {
    const { rows: rs, columns: cs } = block;
    const gaps = [
      ...rs.map((row) => ({ row, column: -1, share: share(cs, (column) => !has(row, column)) })),
      ...cs.map((column) => ({ row: -1, column, share: share(rs, (row) => !has(row, column)) })),
    ];
    const worst = gaps.reduce((a, b) => (b.share > a.share ? b : a), {
      row: -1,
      column: -1,
      share: 0,
    });
    if (worst.share === 0) return block;
    block = {
      rows: rs.filter((row) => row !== worst.row),
      columns: cs.filter((column) => column !== worst.column),
    };
  }
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

const share = (indices: readonly number[], missing: (index: number) => boolean) =>
  indices.length === 0 ? 0 : indices.filter(missing).length / indices.length;
