import { axpy, dot, norm } from '../../linalg/float64.ts';
import { extend } from '../../linalg/orthonormal.ts';

/** The plane through three points. */
export interface PlaneOfThree {
  /** Orthonormal; the first leads from the first point to the second. Shapes [P]. */
  readonly directions: readonly [Float64Array, Float64Array];
  /** Where each point lies, seen from the first. Shape [3][2]. */
  readonly coordinates: readonly (readonly [number, number])[];
}

/**
 * The plane through a, b and c: û = (b − a)/‖b − a‖, v̂ the direction of c − a less its share along û.
 *
 * Garipov et al., Loss surfaces, mode connectivity, and fast ensembling of DNNs, NeurIPS 2018, §1, footnote 1. Shapes [P].
 *
 * @throws RangeError where the points lie on a line, but for round-off
 */
export function planeOfThree(a: Float64Array, b: Float64Array, c: Float64Array): PlaneOfThree {
  const basis: Float64Array[] = [];
  const [ab, ac] = [axpy(-1, a, b), axpy(-1, a, c)];
  const spans = norm(ab) > 0 && extend(basis, ab) && norm(ac) > 0 && extend(basis, ac);
  if (!spans) throw new RangeError('invalid points; three that lie on a line span no plane');
  const [u, v] = basis as [Float64Array, Float64Array];
  const placeOf = (d: Float64Array) => [dot(u, d), dot(v, d)] as const;
  return { directions: [u, v], coordinates: [[0, 0], [norm(ab), 0], placeOf(ac)] };
}
