import type { Rng } from '../core/random.ts';
import { furthestFromConverged, hasConverged, haveMoved } from './convergence.ts';
import { norm, ROUND_OFF } from './float64.ts';
import type { LinearOperator } from './operator.ts';
import { normalise, type Ritz, type RitzPair, subspace } from './ritz.ts';
import { roundOffOf } from './round-off.ts';

export interface ThickRestartOptions {
  /** How many of the largest and of the smallest eigenvalues, ≥ 0 and not both 0. */
  readonly top: number;
  readonly bottom: number;
  /** Requested residual relative to the eigenvalue, > 0. */
  readonly tolerance: number;
  /** Products at most, ≥ 1. */
  readonly maxProducts: number;
  /** Vectors to start from, such as the eigenvectors of a nearby operator. Shape [P] each. */
  readonly start: readonly Float64Array[];
  readonly random: Rng;
}

/** A Ritz pair, and whether it has the residual asked for. */
export interface ExtremePair extends RitzPair {
  readonly converged: boolean;
}

/** The outermost eigenpairs; NaN where a product was not finite. */
export interface ExtremePairs {
  /** The largest first. */
  readonly top: readonly ExtremePair[];
  /** The smallest first. */
  readonly bottom: readonly ExtremePair[];
  /** What round-off of the products may take off any of them, ε ‖A‖ with ε the share that A says. */
  readonly roundOff: number;
  /** Products made. */
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

/**
 * The largest and smallest *algebraic* eigenvalues of A with eigenvectors, by thick-restarted Lanczos.
 *
 * Rayleigh–Ritz on a basis V of bounded size: when it is full, the wanted Ritz vectors and half of the
 * others stay, and the Krylov space goes on from them (Wu & Simon, SIAM J. Matrix Anal. Appl. 22 (2000)
 * 602–616, §2), with full orthogonalisation. Pairs that have converged stay in the basis, so that further
 * directions are deflated of them. A pair converges with the residual asked for, next to its own eigenvalue, or where its
 * residual is round-off of A: an eigenvalue 0 against ‖A‖. That no eigenvalue beyond has been missed is not certified: rounds from random
 * directions look for one. Memory: two vectors for each of 2(top + bottom) + 24 in the basis.
 *
 * There are fewer pairs than asked for where P or the products allow no more.
 */
export function thickRestart(A: LinearOperator, options: ThickRestartOptions): ExtremePairs {
  const { top, bottom, tolerance, maxProducts, start, random } = options;
  const count = Math.min(top + bottom, A.dim);
  const full = Math.min(A.dim, 2 * count + ROOM);
  const basis = subspace();
  let products = 0;
  const { share, products: tried } = roundOffOf(A);
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
  let sinceRitz = 0;
  let round: { readonly values: readonly number[]; readonly until: number } | undefined;
  for (;;) {
    const v = direction(queue.shift() ?? wish);
    // A copy, since the operator may keep the array it returns.
    const w = new Float64Array(A.matvec(v));
    products++;
    if (!Number.isFinite(norm(w))) return notFinite(A.dim, count, options, products);
    basis.add(v, w);
    wish = w;
    sinceRitz++;
    const m = basis.size();
    const exhausted = m === A.dim;
    const spent = products === maxProducts;
    // Ritz values cost about 50 m³, little beside m products of as many entries.
    const due = m === full || (round !== undefined && products >= round.until);
    const wait = m < count || (!due && (queue.length > 0 || sinceRitz < m / 8));
    if (!exhausted && !spent && wait) continue;
    sinceRitz = 0;
    const ritz = basis.ritz();
    const size = Math.max(...ritz.values.map(Math.abs));
    const floor = share * size;
    const end = (settled: boolean) =>
      outermost(ritz, options, floor, products + tried, settled && share <= tolerance);
    if (exhausted || spent) return end(exhausted);
    const { top: high, bottom: low } = ends(ritz.values, top, bottom);
    const wanted = [...high, ...low];
    const values = wanted.map((i) => ritz.values[i]!);
    const worst = furthestFromConverged(ritz, wanted, tolerance, size, floor);
    if (worst !== undefined) {
      round = undefined;
      wish = worst.residual;
    } else if (round === undefined || haveMoved(values, round.values, tolerance, floor)) {
      round = { values, until: products + Math.max(CONFIRM_LEAST, Math.ceil(CONFIRM * products)) };
      wish = undefined;
    } else if (products >= round.until) {
      return end(true);
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

/** The pairs asked for; none has converged unless the search has settled. */
function outermost(
  ritz: Pick<Ritz, 'values' | 'pair'>,
  { top, bottom, tolerance }: ThickRestartOptions,
  roundOff: number,
  products: number,
  settled: boolean,
): ExtremePairs {
  const pairOf = (i: number): ExtremePair => {
    const pair = ritz.pair(i);
    return { ...pair, converged: settled && hasConverged(pair, tolerance, roundOff) };
  };
  return {
    top: ends(ritz.values, top, 0).top.map(pairOf),
    bottom: ends(ritz.values, 0, bottom).bottom.map(pairOf),
    roundOff,
    products,
  };
}

function notFinite(
  dim: number,
  count: number,
  options: ThickRestartOptions,
  products: number,
): ExtremePairs {
  const nothing = new Float64Array(dim).fill(Number.NaN);
  const pair = () => ({ value: Number.NaN, vector: nothing, residual: nothing });
  const values = new Array<number>(count).fill(Number.NaN);
  return outermost({ values, pair }, options, Number.NaN, products, false);
}

/** Indices of the last `top` of ascending values, largest first, and of the first `bottom`. */
const ends = ({ length }: readonly number[], top: number, bottom: number) => ({
  top: Array.from({ length: Math.min(top, length) }, (_, i) => length - 1 - i),
  bottom: Array.from({ length: Math.min(bottom, length) }, (_, i) => i),
});
