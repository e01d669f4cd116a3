import type { Rng } from '../../core/random.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import type { Tensor } from '../../engine/tensors/tensor.ts';
import { generalisedRitz } from '../../linalg/generalised-ritz.ts';
import { thickRestart } from '../../linalg/thick-restart.ts';
import { type Blocks, matrix } from './blocks.ts';
import type { PointDerivatives } from './derivatives-at.ts';

/** Leading eigenpairs of D^{−½}∇²L D^{−½}, the largest first. */
export interface LeadingPairs {
  /** NaN where a product is not finite. */
  readonly values: readonly number[];
  /** Orthonormal eigenvectors in rows, and after them one more direction where there is one. Shape [≥ m][P]. */
  readonly block: Tensor;
  /** Hessian–vector products spent. */
  readonly products: number;
}

export interface LeadingSearch {
  /** P */
  readonly dim: number;
  /** Value above which all eigenvalues are wanted. */
  readonly above: number;
  /** Value from which eigenvectors are wanted; below it only what the value is. */
  readonly from: number;
  /** Pairs to find at most. */
  readonly most: number;
  /** The block of a nearby operator; absent: there is none. */
  readonly start?: Tensor;
  readonly random: Rng;
}

/** Residual of an eigenvector relative to its eigenvalue; chosen by trial in single precision. */
const TOLERANCE = 1e-3;
/** Residual below which a value that is not near is known well enough, relative to `above`; its square is the error. */
const LOOSE = 1e-2;
/** Products before a pair is taken as it is. */
const MAX_PRODUCTS = 400;
/** Pairs asked for at first where there is nothing to start from. */
const COLD = 4;
/** Rows beyond twice those wanted before a basis is cut back. */
const ROOM = 24;
/** Squared length of what a row may add to the others and still count, so that round-off of products stays small beside it. */
const DEPENDENT = 1e-6;

/**
 * The eigenpairs of D^{−½}∇²L D^{−½} above a value and the next one, or `most` of them.
 *
 * From those of a nearby operator: Rayleigh–Ritz on them, and on the residuals of those that are not yet good enough, until
 * all are (block Davidson without preconditioner; Saad, Numerical Methods for Large Eigenvalue Problems, 2nd ed. 2011, §8.4).
 * One direction more goes along, from step to step, up to the largest eigenvalue beside them, and starts at random once
 * it is there: an eigenvalue that comes up from below is found that way. Without any to start from: `thickRestart`.
 */
export function leadingPairs(
  derivatives: PointDerivatives,
  blocks: Blocks,
  search: LeadingSearch,
): LeadingPairs {
  return search.start === undefined
    ? cold(derivatives, search)
    : warm(derivatives, blocks, search, search.start);
}

/** Twice as many pairs are asked for until one lies below. */
function cold(
  { products: apply }: PointDerivatives,
  { dim, above, most, random }: LeadingSearch,
): LeadingPairs {
  const operator = {
    dim,
    matvec(z: ArrayLike<number>) {
      const block = matrix([z]);
      const out = apply(block);
      const values = flatten64([out]);
      dispose([block, out]);
      return values;
    },
    dispose() {},
  };
  const limit = Math.min(most, dim);
  let products = 0;
  let start: readonly Float64Array[] = [];
  for (let count = Math.min(COLD, limit); ; count = Math.min(2 * count, limit)) {
    const found = thickRestart(operator, {
      ...{ top: count, bottom: 0, tolerance: TOLERANCE, maxProducts: MAX_PRODUCTS },
      ...{ start, random: random.fork('eigenvalues') },
    });
    products += found.products;
    const values = found.top.map(({ value }) => value);
    start = found.top.map(({ vector }) => vector);
    if (values.at(-1)! > above && values.length >= count && count < limit) continue;
    const wanted = wantedOf(values, above, most);
    return { values: values.slice(0, wanted), block: matrix(start.slice(0, wanted)), products };
  }
}

/** Those above and one more. */
const wantedOf = (values: readonly number[], above: number, most: number): number =>
  Math.min(values.filter((value) => value > above).length + 1, most, values.length);

function warm(
  { products: apply }: PointDerivatives,
  blocks: Blocks,
  { dim, above, from, most, random }: LeadingSearch,
  start: Tensor,
): LeadingPairs {
  const draws = random.fork('directions');
  /** A unit vector, nearly. */
  const fresh = () => matrix([draws.normals(dim).map((x) => x / Math.sqrt(dim))]);
  let [V, W] = [start, apply(start)];
  let products = start.shape[0]!;
  let explored = false;
  const replace = (next: readonly [Tensor, Tensor]) => {
    dispose(V === start ? [W] : [V, W]);
    [V, W] = next;
  };
  const grow = (rows: Tensor) => {
    const images = apply(rows);
    products += rows.shape[0]!;
    replace([blocks.stacked(V, rows), blocks.stacked(W, images)]);
    dispose([rows, images]);
  };
  for (;;) {
    const grams = blocks.grams(V, W);
    if (!Number.isFinite(grams.VW[0]![0]!) || !grams.WW.flat().every(Number.isFinite)) {
      const [block] = clone([V]);
      dispose(V === start ? [W] : [V, W]);
      return { values: [Number.NaN], block: block!, products };
    }
    const { values, weights, residual } = generalisedRitz(grams, DEPENDENT);
    const wanted = wantedOf(values, above, most);
    const residuals = weights.slice(0, wanted + 1).map((_, i) => residual(i));
    const poor = (i: number) =>
      residuals[i]! > TOLERANCE * Math.abs(values[i]!) &&
      (i === 0 || values[i]! + residuals[i]! > from || residuals[i]! > LOOSE * above);
    const bad = weights.flatMap((_, i) => (i < wanted && poor(i) ? [i] : []));
    const exploring = wanted < values.length && residuals[wanted]! > LOOSE * above;
    if (exploring && !explored) bad.push(wanted);
    explored = true;
    const all = values.length >= dim;
    const below = values[wanted - 1]! <= above || wanted === most || all;
    if ((bad.length === 0 && below) || all || products >= MAX_PRODUCTS) {
      const kept = blocks.combined(weights.slice(0, wanted + (exploring ? 1 : 0)), V);
      const renewed = exploring || all ? kept : withRow(blocks, kept, fresh());
      replace([renewed, renewed]);
      return { values: values.slice(0, wanted), block: renewed, products };
    }
    if (V.shape[0]! > 2 * wanted + ROOM) {
      const stay = weights.slice(0, Math.ceil(1.5 * wanted) + 1);
      replace([blocks.combined(stay, V), blocks.combined(stay, W)]);
      continue;
    }
    grow(
      bad.length === 0
        ? fresh()
        : blocks.residuals(
            bad.map((i) => weights[i]!),
            bad.map((i) => values[i]!),
            V,
            W,
          ),
    );
  }
}

function withRow(blocks: Blocks, block: Tensor, row: Tensor): Tensor {
  const out = blocks.stacked(block, row);
  dispose([block, row]);
  return out;
}
