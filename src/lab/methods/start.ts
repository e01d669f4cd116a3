import { means, oneOf, section } from '../spec/field.ts';
import { type StopSpec, stopKeys } from '../spec/stop.ts';
import { type MethodSpec, methodFormat, methodOf } from './registry.ts';

/** A training that comes before a run: the run begins where it ended, at step 0 and time 0. */
export interface StartSpec {
  readonly method: MethodSpec;
  /** A target loss has to be reached; without one, any of the other rules ends it. */
  readonly stop: StopSpec;
  /** Its solver’s velocity or averages go over with the weights; absent: weights alone. */
  readonly keep?: 'state';
}

/** The section `start` of an experiment file; lists in its method are axes. */
export const startFormat = section(
  'a training that comes before, such as { method: { method: gradient-descent, rate: 0.1 }, stop: { loss: 0.02 } }',
  {
    method: methodFormat.meta(
      means('The method that trains before, an entry as of methods; lists in it are axes.', {
        example: { method: 'gradient-descent', rate: 0.1 },
      }),
    ),
    stop: section('a mapping, such as { loss: 0.02 }', stopKeys).meta(
      means('When that training ends: whichever rule comes first.', { example: { loss: 0.02 } }),
    ),
    keep: oneOf(['weights', 'state'])
      .exactOptional()
      .meta(
        means(
          'What goes over to the run: weights alone, or with state also what the solver carries, a velocity or averages of gradients with their count of steps. The run then goes on by the same method at another setting, or after rmsprop by its central flow.',
          {
            ...{ default: 'weights', source: 'a training of its own, which starts at rest' },
            ...{ example: 'weights', see: 'experiments.md#going-on-from-a-run' },
          },
        ),
      ),
  },
);

/** `GD η=0.1 to training loss 0.02`: a start in a few words. */
export function startLabel({ method, keep, stop }: StartSpec): string {
  const { loss, steps, epochs, time } = stop;
  const ends = [
    ...(loss === undefined ? [] : [`to training loss ${loss}`]),
    ...(loss !== undefined || steps === undefined ? [] : [`for ${steps} steps`]),
    ...(loss !== undefined || epochs === undefined ? [] : [`for ${epochs} epochs`]),
    ...(loss !== undefined || time === undefined ? [] : [`to time ${time}`]),
  ];
  const state = keep === undefined ? '' : ' (its state kept)';
  return `${methodOf(method).label} ${ends.join(' or ')}${state}`;
}
