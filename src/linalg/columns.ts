/** Columns of a matrix V. Shape [m][P]. */
type Columns = readonly Float64Array[];

/** Columns that go through memory together: sums that wait for each other take several times as long. */
const ABREAST = 4;

/** Vᵀw. Shape [m]. */
export function projections(V: Columns, w: Float64Array): number[] {
  const out: number[] = [];
  for (let j = 0; j < V.length; j += ABREAST) {
    const [a, b, c, d] = abreast(V, j);
    let [p, q, r, s] = [0, 0, 0, 0];
    for (let i = 0; i < w.length; i++) {
      const x = w[i]!;
      p += a[i]! * x;
      q += b[i]! * x;
      r += c[i]! * x;
      s += d[i]! * x;
    }
    out.push(p, q, r, s);
  }
  return out.slice(0, V.length);
}

/** y ← y + sV x in place. Shapes [P], [m]. */
export function addColumns(y: Float64Array, sign: 1 | -1, V: Columns, x: readonly number[]): void {
  for (let j = 0; j < V.length; j += ABREAST) {
    const [a, b, c, d] = abreast(V, j);
    const [p, q, r, s] = [0, 1, 2, 3].map((k) => sign * (x[j + k] ?? 0)) as [
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < y.length; i++) y[i]! += p * a[i]! + q * b[i]! + r * c[i]! + s * d[i]!;
  }
}

/** Four columns from j on; where there are fewer, the last again. */
const abreast = (V: Columns, j: number) =>
  [0, 1, 2, 3].map((k) => V[Math.min(j + k, V.length - 1)]!) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];

/** A symmetric matrix with one more row and column, which are alike. Shapes [m][m], [m + 1]. */
export const bordered = (M: readonly number[][], column: number[]): number[][] => [
  ...M.map((row, i) => [...row, column[i]!]),
  column,
];
