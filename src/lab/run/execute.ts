import type { Cost } from '../../core/estimate.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flatten } from '../../engine/tensors/params.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodCard } from '../methods/registry.ts';
import { ownSums } from '../records/input-checksums.ts';
import type { Result } from '../records/result.ts';
import { openSetting, type Sources } from '../task/task.ts';
import { flowError } from './flow-error.ts';
import { costOf, measureEnd, measureStart } from './measure.ts';
import { follow } from './train-run.ts';
import { because } from './why-ended.ts';

export interface ExecuteOptions extends Sources {
  /** Called at each look, with an estimate of how much of the run is done, 0 … 1. */
  readonly progress?: (fraction: number) => void;
}

/**
 * Trains one spec and measures it. Needs an open engine.
 *
 * @throws InputError where data, network and weights do not fit together
 */
export async function execute(
  spec: RunSpec,
  { images, readArrays, progress }: ExecuteOptions,
): Promise<Result> {
  const setting = await openSetting(spec, { images, readArrays });
  try {
    const start = performance.now();
    const before = measureStart(spec, setting);
    const began = performance.now();
    const {
      trained,
      series,
      snapshots,
      along,
      scalars: onTheWay,
    } = follow(spec, setting, progress ?? (() => {}));
    const ended = performance.now();
    const end = measureEnd(spec, setting, {
      theta: trained.theta,
      finite: Number.isFinite(trained.loss),
      lambda0: before.initialSharpness,
    });
    const scalars = {
      ...before,
      ...onTheWay,
      ...end.scalars,
      ...flowError(spec, setting, trained),
    };
    const trainSeconds = (ended - began) / 1000 - along.seconds;
    const measureSeconds = (performance.now() - start) / 1000 - trainSeconds;
    const result: Result = {
      ending: trained.ending,
      because: because(spec, trained, scalars),
      series,
      scalars,
      arrays: end.arrays ?? {},
      weights: trained.theta.map((t) => flatten([t])),
      shapes: setting.net.shapes,
      snapshots,
      facts: {
        data: { ...setting.data.checksums, ...ownSums(spec) },
        preparation: setting.data.preparation,
        parameters: setting.net.parameters,
        method: methodCard(spec.method),
        steps: trained.step,
        time: trained.t,
        ...(trained.catapult && { catapult: trained.catapult }),
        cost: {
          ...spent([trained.work, along, costOf(scalars)]),
          trainSeconds,
          measureSeconds,
        },
      },
    };
    dispose(trained.theta);
    return result;
  } finally {
    setting.dispose();
  }
}

function spent(parts: readonly Pick<Cost, 'gradients' | 'hvps'>[]) {
  const sum = (of: 'gradients' | 'hvps') => parts.reduce((total, part) => total + part[of], 0);
  return { gradients: sum('gradients'), hvps: sum('hvps') };
}
