import { canonicalJson } from '../../core/canonical-json.ts';
import { InputError } from '../../core/error.ts';
import { rng } from '../../core/random.ts';
import { totalSize } from '../../core/shapes.ts';
import { type ImageSet, requestKey } from '../../problems/data/images.ts';
import { prepare } from '../../problems/data/prepare.ts';
import { readNpz } from '../data/file.ts';
import { loadImages } from '../data/load.ts';
import type { DataPlaces, Log } from '../data/places.ts';
import { inputFiles } from '../experiment/input-files.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import { ownSums } from '../records/input-checksums.ts';
import { counted, most } from '../spec/limits.ts';
import type { SupervisedSpec } from '../spec/problem.ts';
import type { Weighted } from '../spec/weight-arrays.ts';
import { initialWeights, network } from '../task/networks.ts';
import { toyShapes } from '../task/toy-shapes.ts';
import { roundingNotice } from './rounding.ts';

/** SHA-256 of every file that a spec reads, by name. */
export type FileSums = (spec: RunSpec) => Readonly<Record<string, string>>;

/** What is known of an experiment's specs before any runs. */
export interface Preflight {
  readonly files: FileSums;
  /** P of a spec's network, or toy problem. */
  readonly parameters: (spec: RunSpec) => number;
}

/**
 * Loads each dataset once, by `load` where it keeps some of them, and builds each network on it, so that what is wrong with them is
 * said before any run starts; downloads happen here.
 *
 * @throws InputError where data, network and weights are missing, damaged or do not fit together
 */
export async function preflight(
  specs: readonly RunSpec[],
  places: DataPlaces,
  log: Log,
  load = loadImages,
): Promise<Preflight> {
  const noticeRounding = roundingNotice(log, 'precision: double keeps them');
  const loaded = new Map<string, ImageSet>();
  const checksums = new Map<string, ImageSet['checksums']>();
  const key = (spec: RunSpec) =>
    canonicalJson({
      ...{ data: spec.data, net: spec.network ?? null, files: inputFiles(spec) },
      // Weights of a file are rounded in the one precision and not in the other.
      precision: spec.precision,
    });
  const builtOf = async ({ data, network: net, precision }: SupervisedSpec): Promise<Weighted> => {
    const source = requestKey(data);
    const images = loaded.get(source) ?? (await load(data, places, log));
    loaded.set(source, images);
    checksums.set(source, images.checksums);
    const built = network(net, prepare(images, data, rng(data.seed ?? 0)));
    const size = built.parameters;
    if (size > most.parameters)
      throw new InputError(
        `${built.label} has ${counted(size)} weights, and at most ${counted(most.parameters)} can be trained here: give smaller widths`,
      );
    const weights = initialWeights(net, built, rng(0), readNpz);
    if (net.init !== undefined) noticeRounding(net.init, weights, precision);
    return built;
  };
  const parameters = new Map<string, number>();
  for (const spec of specs) {
    if (parameters.has(key(spec))) continue;
    const built = spec.network === undefined ? toyShapes(spec.data) : await builtOf(spec);
    for (const method of [spec.method, ...(spec.start ? [spec.start.method] : [])])
      methodOf(method).checkFiles(built, readNpz);
    parameters.set(key(spec), totalSize(built.shapes));
  }
  loaded.clear();
  const read = new Map(specs.map((spec) => [ownFiles(spec), spec]));
  const sums = new Map([...read].map(([files, spec]) => [files, ownSums(spec)]));
  const checksumsOf = (spec: RunSpec) =>
    spec.network === undefined ? {} : checksums.get(requestKey(spec.data))!;
  return {
    files: (spec) => ({ ...checksumsOf(spec), ...sums.get(ownFiles(spec)) }),
    parameters: (spec) => parameters.get(key(spec))!,
  };
}

const ownFiles = (spec: RunSpec): string => canonicalJson(inputFiles(spec));
