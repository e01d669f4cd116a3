import type { Rng } from '../../core/random.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { thickRestart } from '../../linalg/thick-restart.ts';
import type { PointDerivatives } from './derivatives-at.ts';
import type { Critical } from './oscillation.ts';

/** Leading eigenpairs of D^{−½}∇²L D^{−½}, the largest first. */
export interface LeadingPairs {
  /** NaN where a product is not finite. */
  readonly values: readonly number[];
  /** Orthonormal. Shape [P] each. */
  readonly vectors: readonly Float64Array[];
  /** Hessian–vector products spent. */
  readonly products: number;
}

export interface LeadingSearch {
  /** Value above which all eigenvalues are wanted. */
  readonly above: number;
  /** Pairs to find at most. */
  readonly most: number;
  /** Eigenvectors of a nearby operator. */
  readonly start: readonly Params[];
  readonly random: Rng;
}

/** Residual of an eigenvector relative to its eigenvalue; chosen by trial in single precision. */
const TOLERANCE = 1e-3;
/** Products before a pair is taken as it is; a warm start needs about ten. */
const MAX_PRODUCTS = 400;

/**
 * The eigenpairs of D^{−½}∇²L D^{−½} above a value and the next one, or `most` of them, by `thickRestart`.
 *
 * Twice as many are asked for until one lies below. `roots` is the diagonal of D^{½}, shape [P].
 */
export function leadingPairs(
  { product }: PointDerivatives,
  roots: Float64Array,
  { above, most, start, random }: LeadingSearch,
): LeadingPairs {
  const scaled = (v: ArrayLike<number>) => roots.map((root, i) => v[i]! / root);
  const operator = {
    dim: roots.length,
    matvec: (z: ArrayLike<number>) => scaled(product(scaled(z))),
    dispose() {},
  };
  const limit = Math.min(most, operator.dim);
  let vectors: readonly Float64Array[] = start.map(flatten64);
  let products = 0;
  for (let count = Math.max(1, vectors.length); ; count = Math.min(2 * count, limit)) {
    const found = thickRestart(operator, {
      ...{ top: count, bottom: 0, tolerance: TOLERANCE, maxProducts: MAX_PRODUCTS },
      ...{ start: vectors, random: random.fork('eigenvalues') },
    });
    products += found.products;
    const values = found.top.map(({ value }) => value);
    vectors = found.top.map(({ vector }) => vector);
    if (!(values.at(-1)! > above) || values.length < count || count >= limit)
      return { values, vectors, products };
  }
}

/** The first `count` pairs in the geometry of D, u = D^{−½}z, with third derivatives along all pairs of them. */
export function criticalPairs(
  { formGradient }: PointDerivatives,
  { values, vectors }: LeadingPairs,
  count: number,
  roots: Float64Array,
): Critical {
  const U = vectors.slice(0, count).map((z) => z.map((x, i) => x / roots[i]!));
  const own = U.map(formGradient);
  // ∇(uᵀHw) = ½(∇((u+w)ᵀH(u+w)) − ∇(uᵀHu) − ∇(wᵀHw))
  const formGradients = U.flatMap((u, i) =>
    U.slice(i).map((w, offset) => {
      if (offset === 0) return own[i]!;
      const [a, b] = [own[i]!, own[i + offset]!];
      const sum = formGradient(u.map((x, p) => x + w[p]!));
      return sum.map((x, p) => (x - a[p]! - b[p]!) / 2);
    }),
  );
  return { values: values.slice(0, count), vectors: U, formGradients };
}
