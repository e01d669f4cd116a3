import { didYouMean } from '../../../core/nearest.ts';
import type { Key } from './keys.ts';

/**
 * The keys that a text names: the one of that path, else those whose path ends so, else those whose path has its parts in
 * this order with the last at its end. Places in lists may stand in it: `methods[0].rate`.
 */
export function findKeys<K extends Pick<Key, 'path'>>(
  text: string,
  keys: readonly K[],
): readonly K[] {
  const asked = partsOf(text);
  if (asked.length === 0) return [];
  const rules: readonly ((parts: readonly string[]) => boolean)[] = [
    (parts) => parts.length === asked.length && endsWith(parts, asked),
    (parts) => endsWith(parts, asked),
    (parts) => parts.at(-1) === asked.at(-1) && isWithin(asked, parts),
  ];
  for (const fits of rules) {
    const found = keys.filter(({ path }) => fits(path.split('.')));
    if (found.length > 0) return found;
  }
  return [];
}

/** ` (did you mean "data.centre"?)`, of a text that names no key; or nothing. */
export function nearestKey(text: string, keys: readonly Pick<Key, 'path'>[]): string {
  const asked = partsOf(text).join('.');
  const paths = keys.map(({ path }) => path);
  const whole = didYouMean(asked, paths);
  return whole === ''
    ? didYouMean(asked.split('.').at(-1)!, [
        ...new Set(paths.map((path) => path.split('.').at(-1)!)),
      ])
    : whole;
}

/** Its parts, without places in lists. */
const partsOf = (text: string): readonly string[] =>
  text
    .trim()
    .replaceAll(/\[\d+\]/g, '')
    .split('.')
    .filter((part) => part !== '' && !/^\d+$/.test(part));

const endsWith = (parts: readonly string[], asked: readonly string[]): boolean =>
  asked.every((part, i) => parts[parts.length - asked.length + i] === part);

/** Whether all of `asked` stand in `parts` in this order. */
function isWithin(asked: readonly string[], parts: readonly string[]): boolean {
  let at = 0;
  for (const part of parts) if (part === asked[at]) at++;
  return at === asked.length;
}
