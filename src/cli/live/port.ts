import { InvalidArgumentError } from '@commander-js/extra-typings';

/**
 * A port, 0 for any that is free.
 *
 * @throws InvalidArgumentError for anything else
 */
export function port(text: string): number {
  const n = Number(text);
  if (text.trim() === '' || !Number.isInteger(n) || n < 0 || n > 65_535)
    throw new InvalidArgumentError('give a whole number from 0 to 65535.');
  return n;
}
