import { loadImages } from '../../lab/data/load.ts';
import type { DataPlaces } from '../../lab/data/places.ts';
import type { DataRequest, ImageSet } from '../../problems/data/images.ts';
import { dataPlaces } from '../host/environment.ts';
import { note, say } from '../shared/output.ts';

/**
 * Reads a dataset that is at hand and verifies its checksums; returns the exit code.
 *
 * @throws InputError where it is missing or damaged
 */
export const check = (data: DataRequest): Promise<number> =>
  verify(data, { ...dataPlaces(), offline: true });

/**
 * The same, for a dataset that may be downloaded first.
 *
 * @throws InputError where it cannot be had or is damaged
 */
export const fetchAndCheck = (name: string): Promise<number> => verify({ name }, dataPlaces());

async function verify(data: DataRequest, places: DataPlaces): Promise<number> {
  const set = await loadImages(data, places, note);
  say(
    `${set.name}: ${set.train.count} training and ${set.test.count} test examples, ${set.shape.join('×')}, ${targetsOf(set)}, from ${set.source}`,
  );
  for (const [file, sum] of Object.entries(set.checksums)) say(`  ${sum}  ${file}`);
  return 0;
}

/** `10 classes`, `4 classes of 0 … 4`, `2 real-valued targets each`. */
function targetsOf({ classes, outputs }: ImageSet): string {
  if (classes.length === 0)
    return outputs === 1 ? 'a real-valued target each' : `${outputs} real-valued targets each`;
  return `${classes.length} classes${classes.length < outputs ? ` of 0 … ${outputs - 1}` : ''}`;
}
