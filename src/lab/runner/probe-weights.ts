import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError, reason } from '../../core/error.ts';
import { rng } from '../../core/random.ts';
import type { Scalars } from '../../core/scalars.ts';
import { totalSize } from '../../core/shapes.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { prepare } from '../../problems/data/prepare.ts';
import { readNpz } from '../data/file.ts';
import { loadImages } from '../data/load.ts';
import { readModule } from '../data/own-module.ts';
import type { DataPlaces, Log } from '../data/places.ts';
import { fileSources } from '../data/sources.ts';
import type { ProbeRequest } from '../experiment/probe-request.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import type { ProbeContext } from '../probes/probe.ts';
import {
  askedNames,
  type ProbeName,
  type ProbeOptions,
  probeOptions,
  probes,
} from '../probes/registry.ts';
import { specCheck } from '../records/form/run-form.ts';
import { fromJson } from '../records/json.ts';
import type { Manifest } from '../records/record.ts';
import { readRegular } from '../records/regular-file.ts';
import { readState } from '../records/state-npz.ts';
import { begin } from '../run/begin.ts';
import { measurePoint } from '../run/measure.ts';
import { initialSharpness, pointAt } from '../run/point.ts';
import { examplesIn } from '../spec/problem.ts';
import { built } from '../task/built.ts';
import { initialWeights, readWeights, weightTensors } from '../task/networks.ts';
import { toyShapes } from '../task/toy-shapes.ts';
import { checkSizes } from './probe-needs.ts';
import { checkModules } from './recorded-modules.ts';
import { roundingNotice } from './rounding.ts';

/** What probing weights gave, measure by measure. */
export interface Probed {
  readonly label: string;
  readonly parameters: number;
  /** How the data were prepared, in one sentence. */
  readonly preparation: string;
  readonly checksums: Readonly<Record<string, string>>;
  readonly measures: readonly ProbedMeasure[];
}

export interface ProbedMeasure {
  readonly name: ProbeName;
  readonly options: object;
  readonly scalars: Scalars;
  /** Its curves and grids, where it has any. */
  readonly arrays?: object;
}

/** The record of a run: its spec, and what it was computed by. */
export interface Recorded {
  readonly spec: RunSpec;
  readonly manifest: Pick<Manifest, 'engine' | 'threads' | 'data'>;
  readonly weights: string;
  /** Path of what the solver carried; absent where it carried nothing. */
  readonly state?: string;
}

/**
 * The record in a run's folder.
 *
 * @throws InputError where there is none, and as `checkModules` does
 */
export function recordIn(folder: string): Recorded {
  const read = (name: string): unknown => {
    const file = join(folder, name);
    if (!existsSync(file)) {
      throw new InputError(
        `${folder} is no run's folder: it has no ${name}; give runs/<experiment>/<run>, or an .npz file`,
      );
    }
    return told(file, () => fromJson(readRegular(file).toString('utf8')));
  };
  const spec = read('spec.json') as RunSpec;
  const manifest = read('manifest.json') as Recorded['manifest'];
  told(folder, () => {
    specCheck()(spec);
    if (typeof manifest?.engine?.name !== 'string' || !(manifest.threads?.intraOp >= 1))
      throw new Error('does not say by what it was computed');
  });
  checkModules(folder, spec, manifest.data);
  const state = resolve(folder, 'state.npz');
  const weights = resolve(folder, 'weights.npz');
  return { spec, manifest, weights, ...(existsSync(state) && { state }) };
}

/** What `read` gives of what lies at a path; throws InputError, naming it, where that fails. */
function told<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(`${path} is no record of a run: ${reason(error)}`);
  }
}

/**
 * Reads data and weights, so that what is wrong with them is said before an engine is opened; downloads
 * happen here.
 *
 * @throws InputError where they are missing, damaged or do not fit together
 */
export async function checkProbe(
  { weights, spec, ends, asked }: ProbeRequest,
  places: DataPlaces,
  log: Log,
): Promise<void> {
  const notice = roundingNotice(log, '--precision double keeps them');
  if (spec.network === undefined) {
    const toy = toyShapes(spec.data);
    checkSizes(asked, { parameters: totalSize(toy.shapes), examples: examplesIn(spec) });
    notice(weights, readWeights(weights, toy, readNpz), spec.precision);
    return;
  }
  const images = await loadImages(spec.data, places, log);
  const inputs = images.shape.reduce((a, b) => a * b, 1);
  if (ends !== undefined && (ends.inputs !== inputs || ends.outputs !== images.outputs)) {
    throw new InputError(
      `--network has ${ends.inputs} inputs and ${ends.outputs} outputs, but ${images.name} needs ${inputs} and ${images.outputs}`,
    );
  }
  const data = prepare(images, spec.data, rng(spec.data.seed ?? spec.seed));
  const { network: net } = await built(spec, data, readModule);
  checkSizes(asked, { parameters: net.parameters, examples: examplesIn(spec) });
  notice(weights, readWeights(weights, net, readNpz), spec.precision);
  const initial = initialWeights(spec.network, net, rng(0), readNpz);
  if (spec.network.init !== undefined) notice(spec.network.init, initial, spec.precision);
}

/**
 * Measures weights that lie in a file. Needs an open engine.
 *
 * @throws InputError where data, network and weights do not fit together
 */
export async function probeWeights(
  { weights, state, spec, asked }: ProbeRequest,
  places: DataPlaces,
): Promise<Probed> {
  const method = methodOf(spec.method);
  // A start takes as long as it took in the run, and the weights that it ended at say something to few measures.
  const fromStart = askedNames(asked).some(
    (name) => probes[name].ofStart || probes[name].needs?.includes('initial-weights'),
  );
  const { task } = await begin(spec, fileSources(places), { withoutStart: !fromStart });
  const { label, objective, preparation, checksums } = task;
  const { shapes, parameters } = objective;
  const own = readWeights(weights, { shapes, label }, readNpz);
  const theta = weightTensors(own, shapes, task.precision);
  const lambda0 = initialSharpness(task, spec.measure.sharpness);
  const carried = () => (state === undefined ? undefined : readState(state));
  const point = pointAt({ task, method, initialSharpness: lambda0 }, theta, { carried });
  try {
    const measures = askedNames(asked).map((name) => measureOne(name, asked, point));
    return { label, parameters, preparation, checksums, measures };
  } finally {
    point.dispose();
    dispose(theta);
    task.dispose();
  }
}

function measureOne(name: ProbeName, asked: ProbeOptions, point: ProbeContext): ProbedMeasure {
  const only = probeOptions((one) => asked[one], [name]);
  const { scalars, arrays } = measurePoint(point, only);
  const own = arrays[name];
  return { name, options: only[name] ?? {}, scalars, ...(own && { arrays: own }) };
}
