import { accumulate } from '../../engine/program/accumulate.ts';
import { AT_ONCE, added, inPairs } from '../../engine/tensors/at-once.ts';
import { block } from '../../engine/tensors/block.ts';
import { gather, slice } from '../../engine/tensors/operations.ts';
import { rowsFrom } from '../../engine/tensors/rows.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Network } from '../networks/network.ts';

/** Inputs [n, d] and one-hot targets [n, k]. */
export interface Examples {
  readonly x: Tensor;
  readonly y: Tensor;
}

/**
 * Bytes of activations that one pass may hold. Products run fastest while these stay near the caches:
 * over 5,000 examples of 784-200-200-10, microbatches of 1,000 take 12 % less time than all at once, and
 * those of 128 or 2,500 take as long as all; measured on one core.
 */
const BYTES = 24e6;

/** Arrays of a layer's size that a Hessian–vector product holds at once, about; from its graph. */
const COPIES = 12;

/** Whole cache lines of any row: microbatches are multiples of it, so that they are views of the examples. */
const ALIGNED = 16;

/**
 * Examples of a microbatch from which cutting a set that fits into one costs at most 3 % on one core: of 1,000 examples
 * two halves do, of 784-32-32-10 and 784-200-200-10, and quarters 3 to 7 %.
 */
const WORTH_CUTTING = 500;

/** Examples of a microbatch, which go through the network at once. */
export function microbatchSize({ activations }: Network, inputs: number): number {
  const bytes = 4 * (inputs + COPIES * activations);
  return Math.max(ALIGNED, Math.floor(BYTES / bytes / ALIGNED) * ALIGNED);
}

/** These rows of the examples, or all of them. */
export const at = <E extends Examples>(examples: E, rows: Tensor | undefined): E =>
  rows === undefined ? examples : each(examples, (a) => gather(a, rows));

/** The same done to every array. */
export const each = <E extends Examples>(examples: E, to: (a: Tensor) => Tensor): E =>
  Object.fromEntries(Object.entries(examples).map(([name, a]) => [name, to(a)])) as unknown as E;

/**
 * How many microbatches n examples make: from 2,000 examples on a multiple of four, and two or four from 1,000 on.
 *
 * By the data and the network alone, never by cores, so that sums have one order wherever they are computed.
 */
export function microbatchCount(n: number, most: number): number {
  const fitting = n <= 1.5 * most ? 1 : Math.ceil(n / most);
  const count = Math.max(fitting, Math.min(AT_ONCE, Math.floor(n / WORTH_CUTTING)));
  return count <= 2 ? count : Math.ceil(count / AT_ONCE) * AT_ONCE;
}

/** Examples of each microbatch of n, but for the last, which may have fewer. */
function cutSize(n: number, most: number): number {
  const count = microbatchCount(n, most);
  return count === 1 ? n : Math.ceil(n / count / ALIGNED) * ALIGNED;
}

/**
 * Σ term(microbatch) over microbatches of the given rows, or of all examples, with at most about `most` in each.
 *
 * Up to one and a half times `most` go in one microbatch, unless they are a thousand or more.
 * Four stand side by side in a graph, more are a loop that has as many under way, and their sum has a fixed order.
 */
export function overMicrobatches<E extends Examples>(
  examples: E,
  rows: Tensor | undefined,
  most: number,
  term: (on: E) => Params,
): Tensor[] {
  const n = rows?.shape[0] ?? examples.x.shape[0]!;
  const size = cutSize(n, most);
  if (size === n) return [...term(at(examples, rows))];
  const cut = (of: (a: Tensor) => Tensor): E =>
    rows === undefined ? each(examples, of) : at(examples, of(rows));
  const from = (first: number) => term(cut((a) => run(a, first, Math.min(size, n - first))));
  const count = Math.ceil(n / size);
  if (count <= AT_ONCE) return inPairs(Array.from({ length: count }, (_, k) => from(k * size)));
  const full = Math.floor(n / size);
  const total = accumulate(full, (k) => term(cut((a) => block(a, k, size))));
  return full === count ? total : added(total, from(full * size));
}

/** The microbatches as tensors of their own, exact values included; views of the examples where the engine has such. */
export function microbatchesOf(examples: Examples, most: number): Examples[] {
  const n = examples.x.shape[0]!;
  const size = cutSize(n, most);
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => {
    const count = Math.min(size, n - k * size);
    return each(examples, (a) => rowsFrom(a, k * size, count));
  });
}

/** `count` rows from row `first` on. */
const run = (a: Tensor, first: number, count: number): Tensor =>
  slice(a, [first, ...a.shape.slice(1).map(() => 0)], [count, ...a.shape.slice(1)]);
