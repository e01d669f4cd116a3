import { fields } from '../../../core/resumable.ts';
import { means, size, whole } from '../../spec/field.ts';

/** The keys of a probe that looks at a run from its start to its end. */
export const lookKeys = {
  every: whole(1, 'give the steps from one look to the next, such as 10')
    .default(10)
    .meta(
      means('The steps from one look to the next, at the beginning.', {
        source: 'chosen: neighbouring looks see much the same',
        example: 100,
      }),
    ),
  looks: size(2, 'give the largest number of looks, such as 100')
    .default(100)
    .meta(
      means(
        'The largest number of looks; beyond it every second one is dropped, and only every second is taken from then on.',
        { source: 'chosen: more are not told apart in a figure', example: 400 },
      ),
    ),
};

/** Which looks are kept: all, then every second, then every fourth, so that there are never more than so many. */
export function thinning(most: number) {
  const own: { steps: number[]; times: number[]; seen: number; stride: number } = {
    ...{ steps: [], times: [], seen: 0, stride: 1 },
  };
  return {
    ...fields(own),
    /** Whether the look at this place is kept. */
    take({ step, t }: { readonly step: number; readonly t: number }): boolean {
      const kept = own.seen++ % own.stride === 0;
      if (kept) {
        own.steps.push(step);
        own.times.push(t);
      }
      return kept;
    },
    /** Whether there are now so many that every second is to go, which it has forgotten then. */
    full(): boolean {
      if (own.steps.length < most) return false;
      own.steps = own.steps.filter((_, k) => k % 2 === 0);
      own.times = own.times.filter((_, k) => k % 2 === 0);
      own.stride *= 2;
      return true;
    },
    places: () => ({ steps: own.steps, times: own.times }),
  };
}
