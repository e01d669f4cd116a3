import { sequence } from '../colour.ts';
import { type Mark, together } from '../mark.ts';
import { type Sample, sampledCurve } from './sampled-curve.ts';

/** By how much neighbours stand apart on a logarithmic x axis: their intervals would hide one another. */
const APART = 0.035;

/** Sampled curves over the same places, in their order from teal to purple. */
export function sampledCurves(
  curves: readonly { readonly label: string; readonly samples: readonly Sample[] }[],
): Mark {
  const colours = sequence(curves.length);
  return together(
    curves.map(({ label, samples }, i) => {
      const shift = Math.exp(APART * (i - (curves.length - 1) / 2));
      const shifted = samples.map((sample) => ({ ...sample, x: sample.x * shift }));
      return sampledCurve(shifted, { label, colour: colours[i]!, radius: 7, aside: 1.025 });
    }),
  );
}
