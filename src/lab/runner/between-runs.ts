import { type Between, measureBetween } from '../between/between.ts';
import type { BetweenRequest } from '../between/request.ts';
import { readNpz } from '../data/file.ts';
import type { DataPlaces } from '../data/places.ts';
import { fileSources } from '../data/sources.ts';
import { methodOf } from '../methods/registry.ts';
import { readWeights } from '../task/networks.ts';
import { openTask } from '../task/task.ts';

/**
 * Measures what lies between runs, on the task of the first. Needs an open engine.
 *
 * @throws InputError where data, network and weights do not fit together, and as `measureBetween` tells
 */
export async function measureBetweenRuns(
  { spec, weights, ...asked }: BetweenRequest,
  places: DataPlaces,
): Promise<Between> {
  const task = await openTask(spec, fileSources(places));
  try {
    const { shapes } = task.objective;
    const points = weights.map((file) =>
      Float64Array.from(
        readWeights(file, { shapes, label: task.label }, readNpz).flatMap((w) => [...w]),
      ),
    );
    return measureBetween({ task, method: methodOf(spec.method), points }, asked);
  } finally {
    task.dispose();
  }
}
