import type { Rng } from '../core/random.ts';
import { norm } from './float64.ts';
import type { LinearOperator } from './operator.ts';
import { normalise, type Ritz, type RitzPair, subspace } from './ritz.ts';

export interface Search {
  /** How many of the largest and of the smallest eigenvalues, not both 0. */
  readonly top: number;
  readonly bottom: number;
  readonly tolerance: number;
  readonly maxProducts: number;
  readonly start: readonly Float64Array[];
  readonly random: Rng;
}

/** Where a search ended. */
export interface Found extends Ritz {
  /** Largest Ritz value in magnitude, the size of A as far as the basis sees it. */
  readonly size: number;
  /** False if the products ran out, or one was not finite. */
  readonly settled: boolean;
  readonly products: number;
}

/** Basis vectors beyond twice the number of pairs wanted; chosen by trial on networks and clusters. */
const ROOM = 24;

/**
 * Once all residuals are small, a fresh random direction joins the basis and the search goes on for this
 * share of the products so far: in exact arithmetic one start sees one copy of a multiple eigenvalue, and a
 * start poor in an eigenvector may miss it. It ends when such a round has changed nothing.
 */
const CONFIRM = 0.5;
/** Products in such a round at least; chosen by trial on warm starts. */
const CONFIRM_LEAST = 6;

/** Round-off of float64 products relative to the size of A; sums over 10⁴ entries stay below it. */
const ROUND_OFF = 1e-12;

/** Thick-restarted Lanczos with random rounds; see eigenvalues.ts. */
export function search(
  A: LinearOperator,
  { top, bottom, tolerance, maxProducts, start, random }: Search,
): Found {
  const count = Math.min(top + bottom, A.dim);
  const full = Math.min(A.dim, 2 * count + ROOM);
  const basis = subspace();
  let products = 0;
  const queue = [...start];
  /** The next direction, a unit vector orthogonal to the basis, or a random one where there is none. */
  const direction = (wish: Float64Array | undefined): Float64Array => {
    for (let w = wish; ; w = undefined) {
      const v = w === undefined ? random.normals(A.dim) : new Float64Array(w);
      const before = normalise(v);
      if (!Number.isFinite(before) || before === 0) continue;
      basis.orthogonalise(v);
      if (normalise(v) > ROUND_OFF) return v;
    }
  };
  /** Krylov: the last product; residuals and random directions interrupt it. */
  let wish: Float64Array | undefined;
  let sinceLook = 0;
  let round: { readonly values: readonly number[]; readonly until: number } | undefined;
  for (;;) {
    const v = direction(queue.shift() ?? wish);
    // A copy, since the operator may keep the array it returns.
    const w = new Float64Array(A.matvec(v));
    products++;
    if (!Number.isFinite(norm(w))) return lost(A.dim, count, products);
    basis.add(v, w);
    wish = w;
    sinceLook++;
    const m = basis.size();
    const exhausted = m === A.dim;
    const spent = products === maxProducts;
    // A look costs about 50 m³, little beside m products of as many entries.
    const due = m === full || (round !== undefined && products >= round.until);
    const wait = m < count || (!due && (queue.length > 0 || sinceLook < m / 8));
    if (!exhausted && !spent && wait) continue;
    sinceLook = 0;
    const ritz = basis.ritz();
    const size = Math.max(...ritz.values.map(Math.abs));
    const found = (settled: boolean): Found => ({ ...ritz, size, settled, products });
    if (exhausted || spent) return found(exhausted);
    const { top: high, bottom: low } = ends(ritz.values, top, bottom);
    const wanted = [...high, ...low];
    const values = wanted.map((i) => ritz.values[i]!);
    const worst = unconverged(ritz, wanted, tolerance, size);
    if (worst !== undefined) {
      round = undefined;
      wish = worst.residual;
    } else if (round === undefined || moved(values, round.values, tolerance, size)) {
      round = { values, until: products + Math.max(CONFIRM_LEAST, Math.ceil(CONFIRM * products)) };
      wish = undefined;
    } else if (products >= round.until) {
      return found(true);
    }
    if (m === full) {
      // What goes on must be orthogonal to the whole basis, not only to what stays.
      if (wish !== undefined) basis.orthogonalise((wish = new Float64Array(wish)));
      const room = Math.floor((full - count) / 2);
      const share = Math.ceil((room * top) / (top + bottom));
      const stay = ends(ritz.values, top + share, bottom + room - share);
      basis.keep(ritz, [...new Set([...stay.top, ...stay.bottom])]);
    }
  }
}

/**
 * The wanted pair that is furthest from done; undefined where all have converged.
 *
 * Residuals are formed where their estimates no longer tell, 1e-6 of the size of A.
 */
function unconverged(
  ritz: Ritz,
  wanted: readonly number[],
  tolerance: number,
  size: number,
): RitzPair | undefined {
  const [worst] = [...wanted].sort((a, b) => ritz.residuals[b]! - ritz.residuals[a]!);
  const clear = Math.max(2 * tolerance * Math.abs(ritz.values[worst!]!), 1e-6 * size);
  if (ritz.residuals[worst!]! > clear) return ritz.pair(worst!);
  return wanted
    .map((i) => ritz.pair(i))
    .filter((pair) => !small(pair, tolerance, size))
    .sort((a, b) => norm(b.residual) - norm(a.residual))[0];
}

/** Whether a wanted value changed by more than it may still be off. */
const moved = (
  now: readonly number[],
  before: readonly number[],
  tolerance: number,
  size: number,
): boolean =>
  now.some(
    (x, i) => Math.abs(x - before[i]!) > Math.max(tolerance * Math.abs(x), ROUND_OFF * size),
  );

function lost(dim: number, count: number, products: number): Found {
  const nothing = new Float64Array(dim).fill(Number.NaN);
  const pair = { value: Number.NaN, vector: nothing, residual: nothing };
  const values = new Array<number>(count).fill(Number.NaN);
  return {
    values,
    residuals: values,
    pair: () => pair,
    size: Number.NaN,
    settled: false,
    products,
  };
}

/** Whether a pair has the residual asked for, or as small a one as round-off lets it have. */
export const small = ({ value, residual }: RitzPair, tolerance: number, size: number): boolean =>
  norm(residual) <= Math.max(tolerance * Math.abs(value), ROUND_OFF * size);

/** Indices of the last `top` of ascending values, largest first, and of the first `bottom`. */
export const ends = ({ length }: readonly number[], top: number, bottom: number) => ({
  top: Array.from({ length: Math.min(top, length) }, (_, i) => length - 1 - i),
  bottom: Array.from({ length: Math.min(bottom, length) }, (_, i) => i),
});
