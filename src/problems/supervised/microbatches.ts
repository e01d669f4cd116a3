import { accumulate } from '../../engine/program/accumulate.ts';
import { block } from '../../engine/tensors/block.ts';
import { add, gather, slice } from '../../engine/tensors/operations.ts';
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

/** How n examples are cut: `full` microbatches of one size, and the rest. */
function cutSizes(n: number, most: number): { size: number; full: number; rest: number } {
  if (n <= 1.5 * most) return { size: n, full: 1, rest: 0 };
  const size = Math.ceil(n / Math.ceil(n / most) / ALIGNED) * ALIGNED;
  const full = Math.floor(n / size);
  return { size, full, rest: n - full * size };
}

/**
 * Σ term(microbatch) over microbatches of the given rows, or of all examples, with at most about `most` in each.
 *
 * Up to one and a half times `most` go in one microbatch.
 */
export function overMicrobatches<E extends Examples>(
  examples: E,
  rows: Tensor | undefined,
  most: number,
  term: (on: E) => Params,
): Tensor[] {
  const n = rows?.shape[0] ?? examples.x.shape[0]!;
  const { size, full, rest } = cutSizes(n, most);
  if (full === 1 && rest === 0) return [...term(at(examples, rows))];
  const cut = (of: (a: Tensor) => Tensor): E =>
    rows === undefined ? each(examples, of) : at(examples, of(rows));
  const total = accumulate(full, (k) => term(cut((a) => block(a, k, size))));
  if (rest === 0) return total;
  const last = term(cut((a) => run(a, n - rest, rest)));
  return total.map((sum, i) => add(sum, last[i]!));
}

/** The microbatches as tensors of their own, exact values included; views of the examples where the engine has such. */
export function microbatchesOf(examples: Examples, most: number): Examples[] {
  const n = examples.x.shape[0]!;
  const { size } = cutSizes(n, most);
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => {
    const count = Math.min(size, n - k * size);
    return each(examples, (a) => rowsFrom(a, k * size, count));
  });
}

/** `count` rows from row `first` on. */
const run = (a: Tensor, first: number, count: number): Tensor =>
  slice(a, [first, ...a.shape.slice(1).map(() => 0)], [count, ...a.shape.slice(1)]);
