import { loadImages } from '../../lab/data/load.ts';
import type { DataPlaces } from '../../lab/data/places.ts';
import { dataPlaces } from '../host/environment.ts';
import { note, say } from '../shared/output.ts';

/**
 * Reads a dataset that is at hand and verifies its checksums; returns the exit code.
 *
 * @throws InputError where it is missing or damaged
 */
export const check = (name: string, path: string | undefined): Promise<number> =>
  verify(name, path, { ...dataPlaces(), offline: true });

/**
 * The same, for a dataset that may be downloaded first.
 *
 * @throws InputError where it cannot be had or is damaged
 */
export const fetchAndCheck = (name: string): Promise<number> =>
  verify(name, undefined, dataPlaces());

async function verify(name: string, path: string | undefined, places: DataPlaces): Promise<number> {
  const set = await loadImages({ name, ...(path !== undefined && { path }) }, places, note);
  say(
    `${set.name}: ${set.train.count} training and ${set.test.count} test examples, ${set.shape.join('×')}, ${set.classes} classes, from ${set.source}`,
  );
  for (const [file, sum] of Object.entries(set.checksums)) say(`  ${sum}  ${file}`);
  return 0;
}
