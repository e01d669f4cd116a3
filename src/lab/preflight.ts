import { rng } from '../core/random.ts';
import type { DataPlaces, ImageSet, Log } from '../problems/data/images.ts';
import { loadImages } from '../problems/data/load.ts';
import { prepare } from '../problems/data/prepare.ts';
import { initialWeights, initSum, network } from './networks.ts';
import { canonicalJson } from './run-id.ts';
import type { RunSpec } from './spec.ts';

/** SHA-256 of every file that a spec reads, by name. */
export type FileSums = (spec: RunSpec) => Readonly<Record<string, string>>;

/** What is known of an experiment's specs before any runs. */
export interface Preflight {
  readonly files: FileSums;
  /** P of a spec's network. */
  readonly parameters: (spec: RunSpec) => number;
}

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
): Promise<Preflight> {
  const loaded = new Map<string, ImageSet>();
  const sourceOf = ({ data }: RunSpec) => `${data.name} ${data.path ?? ''}`;
  const both = ({ data, network: net }: RunSpec) => canonicalJson({ data, net });
  const parameters = new Map<string, number>();
  for (const spec of specs) {
    const { data, network: net } = spec;
    if (parameters.has(both(spec))) continue;
    const source = sourceOf(spec);
    const images = loaded.get(source) ?? (await loadImages(data, places, log));
    loaded.set(source, images);
    const prepared = prepare(images, data, rng(data.seed ?? 0));
    const built = network(net, prepared);
    initialWeights(net, built, rng(0));
    parameters.set(both(spec), built.parameters);
  }
  const inits = new Map(
    [...new Set(specs.map(({ network: { init } }) => init))].map((init) => [init, initSum(init)]),
  );
  return {
    files: (spec) => ({
      ...loaded.get(sourceOf(spec))!.checksums,
      ...inits.get(spec.network.init),
    }),
    parameters: (spec) => parameters.get(both(spec))!,
  };
}
