import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import { extend } from '../../linalg/orthonormal.ts';
import { type Design, design } from '../../problems/toys/design.ts';

/**
 * n centres of d coordinates with mean 0, deviation s in each and no correlation between any two, exactly: d orthonormal
 * vectors that are orthogonal to 1, times s√n. Rows are centres.
 *
 * @throws InputError unless n > d
 */
export function centresOf(n: number, d: number, s: number, random: Rng): Design {
  if (n <= d)
    throw new InputError(
      `data.train ${n} is too small for ${d} independent walkers: give more than ${d}`,
    );
  const basis = [new Float64Array(n).fill(1 / Math.sqrt(n))];
  for (let j = 0; basis.length <= d; j++) extend(basis, random.fork('centres', j).normals(n));
  const x = new Float64Array(n * d);
  for (let j = 0; j < d; j++)
    for (let i = 0; i < n; i++) x[i * d + j] = s * Math.sqrt(n) * basis[j + 1]![i]!;
  return design(x, n);
}

/** Standard normal inputs x [n, d] with targets y = xᵀw + noise of this deviation, w standard normal over √d. */
export function regression(n: number, d: number, noise: number, random: Rng) {
  const x = random.fork('x').normals(n * d);
  const w = random.fork('w').normals(d);
  const added = random.fork('noise').normals(n);
  const y = added.map((e, i) => noise * e + along(x, w, i) / Math.sqrt(d));
  return { x, y };
}

/** How far separable classes are from the hyperplane that parts them, at the least. */
const GAP = 0.5;

/**
 * Standard normal inputs x [n, d] with labels ±1: the side of a hyperplane through 0, which the inputs keep away from, or
 * drawn with p(1) = 1/(1 + e^{−2xᵀw}) for a unit vector w, so that classes overlap.
 */
export function labelled(n: number, d: number, separable: boolean, random: Rng) {
  const x = random.fork('x').normals(n * d);
  const w = random.fork('w').normals(d);
  const size = Math.hypot(...w);
  for (let k = 0; k < d; k++) w[k]! /= size;
  const draws = random.fork('labels').uniforms(n);
  const labels = Array.from({ length: n }, (_, i) => {
    const side = along(x, w, i);
    if (!separable) return draws[i]! < 1 / (1 + Math.exp(-2 * side)) ? 1 : -1;
    const label = side >= 0 ? 1 : -1;
    for (let k = 0; k < d; k++) x[i * d + k]! += label * GAP * w[k]!;
    return label;
  });
  return { x, labels };
}

/**
 * u and v of a two-layer linear network of width m with ‖u‖² + ‖v‖² = mλ and uᵀv = √m f, exactly: combinations of two
 * orthonormal vectors.
 *
 * @throws InputError where f is larger than such weights can give, √m λ/2
 */
export function twoLayerStart(m: number, lambda: number, f: number, random: Rng): Float64Array[] {
  const most = (Math.sqrt(m) * lambda) / 2;
  if (f > most)
    throw new InputError(`data.output ${f} is out of reach at the start: give at most ${most}`);
  const basis: Float64Array[] = [];
  for (let j = 0; basis.length < 2; j++) extend(basis, random.fork('start', j).normals(m));
  const [a, b] = basis as [Float64Array, Float64Array];
  const size = Math.sqrt((m * lambda) / 2);
  const angle = Math.acos(f / most) / 2;
  return [1, -1].map((sign) =>
    a.map((ak, k) => size * (Math.cos(angle) * ak + sign * Math.sin(angle) * b[k]!)),
  );
}

/** xᵢᵀw. */
function along(x: Float64Array, w: Float64Array, i: number): number {
  let total = 0;
  for (let k = 0; k < w.length; k++) total += x[i * w.length + k]! * w[k]!;
  return total;
}
