import type { Matrix } from '../dense.ts';

/** Sums that go along together: those that wait for each other take several times as long. */
const ABREAST = 4;

/**
 * The matrix of X ↦ Gᵀ B[G X Gᵀ] G in the coordinates of `vectorise`, row by row in one array; B symmetric.
 *
 * Shapes G [k][k], B [d][d] with d = k(k + 1)/2 → [d²]. Costs 3dk³ multiplications.
 */
export function congruence(G: Matrix, B: Matrix): Float64Array {
  const d = B.length;
  const turn = turning(G);
  const turned = new Float64Array(d * d);
  for (const [a, row] of B.entries()) turn(row, turned, a * d);
  // Once more along the other side.
  const column = new Float64Array(d);
  const out = new Float64Array(d * d);
  for (let b = 0; b < d; b++) {
    for (let a = 0; a < d; a++) column[a] = turned[a * d + b]!;
    turn(column, out, b * d);
  }
  return out;
}

/** M ↦ GᵀM G on coordinates, written from a place of an array on. */
function turning(G: Matrix) {
  const k = G.length;
  // Rows of zeros make blocks whole.
  const n = ABREAST * Math.ceil(k / ABREAST);
  const Gt = new Float64Array(n * n);
  for (const [i, row] of G.entries()) for (const [j, x] of row.entries()) Gt[j * n + i] = x;
  const [M, GtM, out] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(n * n)];
  return (coordinates: ArrayLike<number>, into: Float64Array, from: number): void => {
    for (let i = 0, at = 0; i < k; i++)
      for (let j = i; j < k; j++) {
        const x = coordinates[at++]! * (i === j ? 1 : Math.SQRT1_2);
        M[i * n + j] = x;
        M[j * n + i] = x;
      }
    timesTransposed(Gt, M, GtM, n, 0);
    timesTransposed(GtM, Gt, out, n, 1);
    for (let i = 0, at = from; i < k; i++)
      for (let j = i; j < k; j++) into[at++] = out[i * n + j]! * (i === j ? 1 : Math.SQRT2);
  };
}

/** C ← A Bᵀ of n × n entries in rows, n a multiple of four; with `half` = 1 of the upper triangle alone. */
function timesTransposed(
  A: Float64Array,
  B: Float64Array,
  C: Float64Array,
  n: number,
  half: 0 | 1,
): void {
  for (let i = 0; i < n; i += 2)
    for (let j = half * (i - (i % ABREAST)); j < n; j += ABREAST) {
      const [r, t] = [i * n, (i + 1) * n];
      const [u, v, w, x] = [j * n, (j + 1) * n, (j + 2) * n, (j + 3) * n];
      let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let m = 0; m < n; m++) {
        const [p, q] = [A[r + m]!, A[t + m]!];
        const [o0, o1, o2, o3] = [B[u + m]!, B[v + m]!, B[w + m]!, B[x + m]!];
        a += p * o0;
        b += p * o1;
        c += p * o2;
        d += p * o3;
        e += q * o0;
        f += q * o1;
        g += q * o2;
        h += q * o3;
      }
      C[r + j] = a;
      C[r + j + 1] = b;
      C[r + j + 2] = c;
      C[r + j + 3] = d;
      C[t + j] = e;
      C[t + j + 1] = f;
      C[t + j + 2] = g;
      C[t + j + 3] = h;
    }
}
