import { InvalidArgumentError } from '@commander-js/extra-typings';

/** The values of an option that may be repeated, in order. */
export const repeated = (value: string, previous: string[] = []): string[] => [...previous, value];

/**
 * A whole number of 1 or more.
 *
 * @throws InvalidArgumentError for anything else
 */
export function count(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1)
    throw new InvalidArgumentError('give a whole number of 1 or more.');
  return n;
}

/**
 * A seed: a whole number of 0 or more.
 *
 * @throws InvalidArgumentError for anything else
 */
export function seed(text: string): number {
  const n = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(n) || n < 0)
    throw new InvalidArgumentError('give a whole number of 0 or more.');
  return n;
}

/**
 * A time in seconds, above 0.
 *
 * @throws InvalidArgumentError for anything else
 */
export function seconds(text: string): number {
  const s = Number(text);
  if (!Number.isFinite(s) || s <= 0)
    throw new InvalidArgumentError('give seconds above 0, such as 60.');
  return s;
}

/** Far more than any machine has: TensorFlow would fail to start them, and not in one line. */
export const MOST_THREADS = 1024;

/**
 * A number of threads.
 *
 * @throws InvalidArgumentError for anything else
 */
export function threadCount(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > MOST_THREADS)
    throw new InvalidArgumentError(`give a whole number from 1 to ${MOST_THREADS}.`);
  return n;
}

/**
 * A shard, as `2/8`: the second of eight.
 *
 * @throws InvalidArgumentError for anything else
 */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const [index = 0, of = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).slice(1).map(Number);
  if (index < 1 || index > of)
    throw new InvalidArgumentError(
      'give i/n, the i-th of n shards, counted from 1, such as 1/8 to 8/8.',
    );
  return { index, of };
}

/** `trace, lossGap` as the names that it lists. */
export const listed = (text: string): readonly string[] => text.split(',').map((one) => one.trim());
