import type { Estimate } from '../../core/estimate.ts';
import { fields, type Resumable, together } from '../../core/resumable.ts';
import { earliest, type Pace } from '../../dynamics/integrate/pace.ts';
import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import {
  askedNames,
  type ProbeArrays,
  type ProbeName,
  type ProbeOptions,
  probes,
} from '../probes/registry.ts';
import type { RunAhead, Watcher } from '../probes/watch.ts';
import { type OutputCard, outputCards } from '../spec/output.ts';
import type { Measurement } from './measure.ts';

/** The probes that watch a run while it goes. */
export interface Watchers extends Resumable<unknown> {
  /** Where they look. */
  readonly paces: readonly Pace[];
  /** Steps until one of them may look. */
  readonly until: Pace;
  /** Called at every evaluation of the loss; those look that are due. */
  look(at: Pick<TrajectoryPoint, 'step' | 't' | 'dt' | 'theta'>): void;
  /** What they found. */
  measured(): Measurement;
}

/** Those of the probes asked for that watch a run, from its start on. */
export function watchersOf(asked: ProbeOptions, run: RunAhead): Watchers {
  const all = askedNames(asked).flatMap((name) => {
    const watcher = watcherOf(name, asked, run);
    return watcher === undefined ? [] : [{ name, watcher, next: { due: 0 } }];
  });
  return {
    ...together(
      Object.fromEntries(
        all.map(({ name, watcher, next }) => [name, together({ watcher, next: fields(next) })]),
      ),
    ),
    paces: all.map(({ watcher }) => watcher.pace),
    until: earliest(
      all.map(
        ({ next }) =>
          ({ step }) =>
            Math.max(1, next.due - step),
      ),
    ),
    look(point) {
      // The weights alone cost something, so they are asked for where a probe asks.
      const at = { step: point.step, t: point.t, dt: point.dt };
      let known: Float64Array | undefined;
      const weights = () => {
        known ??= flatten64(point.theta);
        return known;
      };
      for (const one of all) {
        if (at.step < one.next.due) continue;
        one.watcher.look({ ...at, weights });
        one.next.due = at.step + one.watcher.pace(at);
      }
    },
    measured() {
      const scalars: Record<string, Estimate> = {};
      const outputs: Record<string, OutputCard> = {};
      const arrays: Record<string, object> = {};
      for (const { name, watcher } of all) {
        const found = watcher.measured();
        if (found === undefined) continue;
        Object.assign(scalars, found.scalars);
        const keys = Object.keys(found.scalars);
        Object.assign(outputs, outputCards(probes[name].outputs, keys, 'end'));
        if (found.arrays !== undefined) arrays[name] = found.arrays;
      }
      // Each watcher is of the probe whose name its arrays go by.
      return { scalars, outputs, arrays: arrays as ProbeArrays };
    },
  };
}

function watcherOf<N extends ProbeName>(
  name: N,
  asked: ProbeOptions,
  run: RunAhead,
): Watcher | undefined {
  const options = asked[name];
  return options === undefined ? undefined : probes[name].watch?.(run, options);
}
