import { canonicalJson } from '../../core/canonical-json.ts';
import { InputError } from '../../core/error.ts';
import { rng } from '../../core/random.ts';
import { totalSize } from '../../core/shapes.ts';
import { type ImageSet, requestKey } from '../../problems/data/images.ts';
import { prepare } from '../../problems/data/prepare.ts';
import { microbatchCount, microbatchSize } from '../../problems/supervised/microbatches.ts';
import { readNpz } from '../data/file.ts';
import { loadImages } from '../data/load.ts';
import { readModule } from '../data/own-module.ts';
import type { DataPlaces, Log } from '../data/places.ts';
import { inputFiles } from '../experiment/input-files.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import { ownSums } from '../records/input-checksums.ts';
import { counted, most } from '../spec/limits.ts';
import { examplesIn, type SupervisedSpec } from '../spec/problem.ts';
import type { Weighted } from '../spec/weight-arrays.ts';
import { built as builtFrom } from '../task/built.ts';
import { initialWeights } from '../task/networks.ts';
import { toyShapes } from '../task/toy-shapes.ts';
import { checkSizes } from './probe-needs.ts';
import { roundingNotice } from './rounding.ts';

/** SHA-256 of every file that a spec reads, by name. */
export type FileSums = (spec: RunSpec) => Readonly<Record<string, string>>;

/** What is known of an experiment's specs before any runs. */
export interface Preflight {
  readonly files: FileSums;
  /** P of a spec's network, or toy problem. */
  readonly parameters: (spec: RunSpec) => number;
  /** Microbatches in which a step of a spec goes through its network; 1 without one. */
  readonly microbatches: (spec: RunSpec) => number;
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
      // A module may have none.
      loss: spec.loss === 'module',
      // Weights of a file are rounded in the one precision and not in the other.
      precision: spec.precision,
    });
  const unused = new Set<string>();
  const builtOf = async (spec: SupervisedSpec): Promise<Built> => {
    const { data, network: net, loss, precision } = spec;
    const source = requestKey(data);
    const images = loaded.get(source) ?? (await load(data, places, log));
    loaded.set(source, images);
    checksums.set(source, images.checksums);
    const prepared = prepare(images, data, rng(data.seed ?? 0));
    const { network: built, unusedLoss } = await builtFrom(spec, prepared, readModule);
    if (unusedLoss && net.kind === 'module' && !unused.has(net.module)) {
      unused.add(net.module);
      log(`${net.module} gives a loss, and the file says loss: ${loss}; loss: module uses it`);
    }
    const size = built.parameters;
    if (size > most.parameters)
      throw new InputError(
        `${built.label} has ${counted(size)} weights, and at most ${counted(most.parameters)} can be trained here: give smaller widths`,
      );
    const weights = initialWeights(net, built, rng(0), readNpz);
    if (net.init !== undefined) noticeRounding(net.init, weights, precision);
    return { ...built, atOnce: microbatchSize(built, prepared.dim) };
  };
  const known = new Map<string, Built>();
  for (const spec of specs) {
    if (known.has(key(spec))) continue;
    const built: Built = spec.network === undefined ? toyShapes(spec.data) : await builtOf(spec);
    for (const method of [spec.method, ...(spec.start ? [spec.start.method] : [])])
      methodOf(method).checkFiles(built, readNpz);
    known.set(key(spec), built);
  }
  for (const spec of specs)
    checkSizes(spec.measure, {
      parameters: totalSize(known.get(key(spec))!.shapes),
      examples: examplesIn(spec),
    });
  loaded.clear();
  const read = new Map(specs.map((spec) => [ownFiles(spec), spec]));
  const sums = new Map([...read].map(([files, spec]) => [files, ownSums(spec)]));
  const checksumsOf = (spec: RunSpec) =>
    spec.network === undefined ? {} : checksums.get(requestKey(spec.data))!;
  return {
    files: (spec) => ({ ...checksumsOf(spec), ...sums.get(ownFiles(spec)) }),
    parameters: (spec) => totalSize(known.get(key(spec))!.shapes),
    microbatches(spec) {
      const size = known.get(key(spec))!.atOnce;
      return size === undefined ? 1 : microbatchCount(examplesPerStep(spec), size);
    },
  };
}

/** What weights must fit, and of a network the examples that go through it at once. */
interface Built extends Weighted {
  readonly atOnce?: number;
}

/** Examples of a step: a batch, or all. */
function examplesPerStep(spec: RunSpec): number {
  const n = examplesIn(spec);
  return Math.round(n / methodOf(spec.method).stepsPerEpoch(n));
}

const ownFiles = (spec: RunSpec): string => canonicalJson(inputFiles(spec));
