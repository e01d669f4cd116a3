import { rng } from '../core/random.ts';
import type { DataPlaces, ImageSet, Log } from '../problems/data/images.ts';
import { loadImages } from '../problems/data/load.ts';
import { prepare } from '../problems/data/prepare.ts';
import { initialWeights, network } from './networks.ts';
import { canonicalJson } from './run-id.ts';
import type { RunSpec } from './spec.ts';

/**
 * Loads each dataset once and builds each network on it, so that what is wrong with them is said
 * before any run starts; downloads happen here.
 *
 * @throws InputError where data, network and weights are missing, damaged or do not fit together
 */
export async function preflight(
  specs: readonly RunSpec[],
  places: DataPlaces,
  log: Log,
): Promise<void> {
  const loaded = new Map<string, ImageSet>();
  const seen = new Set<string>();
  for (const { data, network: net } of specs) {
    const both = canonicalJson({ data, net });
    if (seen.has(both)) continue;
    seen.add(both);
    const source = `${data.name} ${data.path ?? ''}`;
    const images = loaded.get(source) ?? (await loadImages(data, places, log));
    loaded.set(source, images);
    const prepared = prepare(images, data, rng(data.seed ?? 0));
    initialWeights(net, network(net, prepared), rng(0));
  }
}
