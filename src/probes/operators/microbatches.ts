import type { Precision } from '../../engine/program/compile.ts';
import { randomSigns } from '../../engine/program/random-signs.ts';
import type { Residual } from '../../engine/program/residual.ts';
import { AT_ONCE, inPairs } from '../../engine/tensors/at-once.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { add, concat, reshape } from '../../engine/tensors/operations.ts';
import { shapedLike } from '../../engine/tensors/params.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Microbatches } from '../../objective/objective.ts';
import { staging } from './staging.ts';

/** Results on vectors given as tensors, one vector after the other. */
export type OnVectors = (vs: Params) => Tensor[];

/** A matrix at one point: a multiple of a sum over groups of the microbatches of the training set. */
export interface MicrobatchSum {
  /** A v of each group. */
  readonly products: readonly OnVectors[];
  /** vᵀA v of each group, for every v. */
  readonly forms: readonly OnVectors[];
  /** The same for the signs that `randomSigns` draws. Shapes [turns, W, 2] of keys → [turns, W]. */
  readonly signForms?: readonly ((keys: Tensor) => Tensor)[];
  /** The sum of A v over all microbatches, as one vector of one; absent where no more than a microbatch fits into memory. */
  readonly whole?: Residual | undefined;
  /** What the sum over microbatches is multiplied by. */
  readonly scale: number;
  dispose(): void;
}

/** Compiled products and forms of a matrix, for any point. */
export interface MicrobatchPrograms {
  /** `held` is θ and whatever else does not change from vector to vector. */
  at(held: Params, rows?: Int32Array): MicrobatchSum;
  dispose(): void;
}

/** What one microbatch, with arrays of its own, adds to a matrix. */
export interface MicrobatchTerm {
  product(held: Params, own: Params, v: Params): Tensor[];
  form(held: Params, own: Params, v: Params): Tensor;
}

/** Bytes of activations that may be kept, and at most how many arrays of their size are; from the graphs. */
const KEPT_BYTES = 5e8;
const KEPT_ARRAYS = 8;

/** Whether the activations of `count` of n examples may be kept. */
export const fits = (
  { activations }: Pick<Microbatches, 'activations'>,
  count: number,
  n: number,
): boolean => 4 * KEPT_ARRAYS * activations * (count / n) <= KEPT_BYTES;

/**
 * Σ over microbatches of such terms, times `scale(count)` for `count` examples.
 *
 * Each microbatch is given `held` arrays beside its own, of which the first `k` are θ, and a vector is `k` arrays. Groups of a few
 * microbatches share a graph, which computes them at once where it has the threads, and sums them in pairs.
 */
export function microbatchPrograms(
  microbatches: Pick<Microbatches, 'arrays' | 'activations'>,
  { held, k, n }: { readonly held: number; readonly k: number; readonly n: number },
  term: MicrobatchTerm,
  scale: (count: number) => number,
  precision: Precision,
): MicrobatchPrograms {
  /** The sum over a group of so many microbatches, whose arrays follow those held. */
  const over = (all: Params, size: number, of: (held: Params, own: Params) => Params) => {
    const own = vectors(all.slice(held), (all.length - held) / size);
    return inPairs(own.map((arrays) => of(all.slice(0, held), arrays)));
  };
  const formsOn = (all: Params, size: number, vs: readonly Params[]) =>
    over(all, size, (at, own) => vs.map((v) => term.form(at, own, v)));
  /** By the microbatches of a group. */
  const programs = Array.from({ length: AT_ONCE }, (_, i) => ({
    product: staging(
      (all, v) => over(all, i + 1, (at, own) => term.product(at, own, v)),
      precision,
    ),
    form: staging((all, vs) => formsOn(all, i + 1, vectors(vs, k)), precision),
    signForm: staging((all, [keys]) => {
      const theta = all.slice(0, k);
      const dim = theta.reduce((sum, { size }) => sum + size, 0);
      const zs = randomSigns(keys!, dim).map((z) => shapedLike(theta, z));
      const found = formsOn(all, i + 1, zs);
      return [concat(found.map((form) => reshape(form, [1])))];
    }, precision),
  }));
  /** Arrays of each microbatch. */
  let width = 0;
  const whole = staging((all, [v]) => {
    const [theta, mine] = [all.slice(0, k), all.slice(0, held)];
    const vs = shapedLike(theta, v!);
    const terms = vectors(all.slice(held), width).map((own) => flat(term.product(mine, own, vs)));
    return [terms.reduce((sum, next) => add(sum, next))];
  }, precision);
  const arrays = cachedArrays(microbatches);
  return {
    at(at, rows) {
      const own = arrays.of(rows);
      const count = rows?.length ?? n;
      const keep = fits(microbatches, count, n);
      const groups = Array.from({ length: Math.ceil(own.length / AT_ONCE) }, (_, i) =>
        own.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
      );
      const ofEach = (name: 'product' | 'form' | 'signForm') =>
        groups.map((group) => programs[group.length - 1]![name].at([...at, ...group.flat()], keep));
      const [products, forms, signs] = [ofEach('product'), ofEach('form'), ofEach('signForm')];
      width = own[0]!.length;
      const sum = keep ? whole.at([...at, ...own.flat()], keep) : undefined;
      const free = () => {
        sum?.dispose();
        for (const each of [...products, ...forms, ...signs]) each.dispose();
        if (rows !== undefined) dispose(own.flat());
      };
      const signForms = signs.map((f) => (keys: Tensor) => f.each([keys])[0]!);
      return { products, forms, signForms, whole: sum, scale: scale(count), dispose: free };
    },
    dispose() {
      for (const program of [...programs.flatMap((of) => Object.values(of)), whole])
        program.dispose();
      arrays.dispose();
    },
  };
}

/** The microbatches of the whole set, made at the first use and kept; those of rows are the caller's. */
export function cachedArrays(microbatches: Pick<Microbatches, 'arrays'>) {
  let whole: readonly Params[] | undefined;
  return {
    // At the first point, since an engine without views copies the examples.
    of: (rows?: Int32Array): readonly Params[] =>
      rows === undefined ? (whole ??= microbatches.arrays()) : microbatches.arrays(rows),
    dispose: () => dispose((whole ?? []).flat()),
  };
}

/** Arrays as one vector. Shape [P]. */
const flat = (arrays: Params): Tensor => concat(arrays.map((t) => reshape(t, [t.size])));

/** Lists of k arrays each, from one. */
export const vectors = (list: Params, k: number): Params[] =>
  Array.from({ length: list.length / k }, (_, i) => list.slice(i * k, (i + 1) * k));
