import { didYouMean } from '../../core/nearest.ts';
import { complain, type Reader, shown } from './reader.ts';

/** The axes of a grid of which every combination has a verdict of its own, `[data.name, loss]`; none where nothing is written. */
export function readScope(reader: Reader, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const keys: readonly unknown[] = Array.isArray(value) ? value : [value];
  const known = Object.keys(reader.scope.names.axes);
  return keys.flatMap((key, i) => {
    const path = Array.isArray(value) ? ['scope', i] : ['scope'];
    if (typeof key === 'string' && known.includes(key)) {
      if (keys.indexOf(key) === i) return [key];
      complain(reader, path, `${shown(key)} stands there twice: drop it once`);
      return [];
    }
    const hint = typeof key === 'string' ? didYouMean(key, known) : '';
    complain(
      reader,
      path,
      `${shown(key)} is no key of the grid${hint || ': list keys of it, such as [data.name, loss]'}`,
    );
    return [];
  });
}
