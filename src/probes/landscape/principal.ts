import { axpy, dot } from '../../linalg/float64.ts';
import { symmetricEigen } from '../../linalg/symmetric-eigen.ts';

/** The plane, line or space in which a trajectory moves most. */
export interface Principal {
  /** Orthonormal, the widest first. Shape [k][P]. */
  readonly directions: readonly Float64Array[];
  /** Share of the variance of the points along each. Shape [k]. */
  readonly shares: readonly number[];
  /** Where each point lies, seen from the last one. Shape [n][k]. */
  readonly coordinates: readonly (readonly number[])[];
}

/** A component whose variance is below this share of the first is round-off. */
const NEGLIGIBLE = 1e-12;

/**
 * The first k principal components of the points θ₀ … θ_n of a trajectory.
 *
 * Li, Xu, Taylor, Studer & Goldstein, NeurIPS 2018, §7: the components of the differences θᵢ − θ_n, centred, so
 * that the last point, or any other, drops out. From the Gram matrix of the centred points, n × n however large P
 * is. Directions point to the side where θ₀ lies. Shape of the points: [n][P].
 *
 * @throws RangeError where the points span fewer than k directions
 */
export function principalDirections(points: readonly Float64Array[], k: number): Principal {
  const last = points.at(-1) ?? new Float64Array();
  const mean = new Float64Array(last.length);
  for (const point of points)
    for (let i = 0; i < mean.length; i++) mean[i]! += (point[i]! - last[i]!) / points.length;
  const rows = points.map((point) => point.map((p, i) => p - last[i]! - mean[i]!));
  const { values, vectors } = symmetricEigen(rows.map((a) => rows.map((b) => dot(a, b))));
  const variances = values.map((value) => Math.max(0, value)).reverse();
  if (!(variances[k - 1]! > NEGLIGIBLE * variances[0]!))
    throw new RangeError(`invalid trajectory; ${points.length} points do not span ${k} directions`);
  const total = variances.reduce((a, b) => a + b, 0);
  const directions = variances.slice(0, k).map((variance, j) => {
    const weights = vectors.map((row) => row[values.length - 1 - j]! / Math.sqrt(variance));
    let out: Float64Array = new Float64Array(last.length);
    for (const [i, row] of rows.entries()) out = axpy(weights[i]!, row, out);
    const outwards = dot(axpy(-1, last, points[0]!), out) < 0 ? -1 : 1;
    return out.map((x) => outwards * x);
  });
  return {
    directions,
    shares: variances.slice(0, k).map((variance) => variance / total),
    coordinates: points.map((point) => {
      const away = axpy(-1, last, point);
      return directions.map((direction) => dot(away, direction));
    }),
  };
}
