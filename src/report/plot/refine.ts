import type { Grid } from './contour-lines.ts';

/**
 * The grid with each cell cut into `times` × `times`, by cubic convolution along one axis and then the other.
 *
 * Keys, IEEE Trans. Acoust. Speech Signal Process. 29 (1981), with a = −½ and its boundary condition: exact for
 * polynomials of degree 2 on an even grid. Where a value that it needs is not finite it is linear. Nothing falls
 * below the least value of the grid, so that a loss stays positive.
 */
export function refine({ x, y, values }: Grid, times: number): Grid {
  const low = Math.min(...values.flat().filter(Number.isFinite));
  const rows = values.map((row) => refined(row, times));
  const columns = rows[0]!.map((_, i) =>
    refined(
      rows.map((row) => row[i]!),
      times,
    ),
  );
  return {
    x: between(x, times),
    y: between(y, times),
    values: columns[0]!.map((_, j) => columns.map((column) => Math.max(low, column[j]!))),
  };
}

function refined(f: readonly number[], times: number): number[] {
  const n = f.length;
  const beyond = (a: number, b: number, c: number) => 3 * a - 3 * b + c;
  const at = (i: number): number => {
    if (i === -1) return n > 2 ? beyond(f[0]!, f[1]!, f[2]!) : 2 * f[0]! - f[1]!;
    if (i === n) return n > 2 ? beyond(f[n - 1]!, f[n - 2]!, f[n - 3]!) : 2 * f[n - 1]! - f[n - 2]!;
    return f[i]!;
  };
  return Array.from({ length: (n - 1) * times + 1 }, (_, k) => {
    const i = Math.min(Math.floor(k / times), n - 2);
    return interpolated([at(i - 1), at(i), at(i + 1), at(i + 2)], k / times - i);
  });
}

function interpolated([a, b, c, d]: [number, number, number, number], s: number): number {
  if (s === 0) return b;
  if (s === 1) return c;
  if (![a, d].every(Number.isFinite)) return b + s * (c - b);
  return b + (s * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a)))) / 2;
}

const between = (at: readonly number[], times: number): number[] =>
  Array.from({ length: (at.length - 1) * times + 1 }, (_, k) => {
    const i = Math.min(Math.floor(k / times), at.length - 2);
    const s = k / times - i;
    return at[i]! * (1 - s) + at[i + 1]! * s;
  });
