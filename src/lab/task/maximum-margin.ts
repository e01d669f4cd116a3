import { dot, norm } from '../../linalg/float64.ts';

/** How far conditions may be from holding, relative to the margin. */
const KKT = 1e-10;
/** A sweep visits every example; thousands are needed where the support vectors are almost parallel. */
const MOST_SWEEPS = 200_000;

/**
 * The unit vector w with the largest margin minᵢ yᵢxᵢᵀw on separable classes, in float64; no bias.
 *
 * w ∝ Σᵢ aᵢyᵢxᵢ with a ≥ 0 the solution of min ½‖Σᵢ aᵢyᵢxᵢ‖² − Σᵢ aᵢ, by descent along one aᵢ at a time until the
 * conditions yᵢxᵢᵀw ≥ 1, with equality where aᵢ > 0, hold to 1e-10: Hsieh, Chang, Lin, Keerthi & Sundararajan, A dual
 * coordinate descent method for large-scale linear SVM, ICML 2008, without a bound on a. Shapes: x [n, d], labels [n].
 *
 * @throws RangeError where it does not converge, as on classes that overlap
 */
export function maximumMargin(x: Float64Array, labels: readonly number[]): Float64Array {
  const n = labels.length;
  const d = x.length / n;
  const rows = labels.map((y, i) => x.subarray(i * d, (i + 1) * d).map((xk) => y * xk));
  const squares = rows.map((row) => dot(row, row));
  const a = new Float64Array(n);
  const w = new Float64Array(d);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let worst = 0;
    for (const [i, row] of rows.entries()) {
      const slack = dot(row, w) - 1;
      worst = Math.max(worst, a[i]! > 0 ? Math.abs(slack) : -slack);
      const next = Math.max(0, a[i]! - slack / squares[i]!);
      const by = next - a[i]!;
      if (by === 0) continue;
      a[i] = next;
      for (let k = 0; k < d; k++) w[k]! += by * row[k]!;
    }
    if (worst <= KKT) {
      const size = norm(w);
      return w.map((wk) => wk / size);
    }
  }
  throw new RangeError('no largest margin was found: the classes are not separable');
}
