import { faded } from '../colour.ts';
import type { Look } from '../look.ts';
import { extentOf, type Mark, type Point } from '../mark.ts';
import { LAYER } from '../theme.ts';
import { curveDataset } from './curve.ts';

/** A bold mean curve, and the curves of single seeds thin and faint behind it. */
export const meanCurve = (
  mean: readonly Point[],
  seeds: readonly (readonly Point[])[],
  { colour, dash, wide }: Look,
  label: string,
): Mark => ({
  ...extentOf([...mean, ...seeds.flat()]),
  draw: () => ({
    datasets: [
      // A wide curve lies behind the others, which would vanish under it.
      curveDataset(mean, {
        ...{ colour, dash, label, width: wide ? 5.5 : 2.6 },
        layer: wide ? LAYER.seeds : LAYER.line,
      }),
      ...seeds.map((seed) =>
        curveDataset(seed, { colour: faded(colour, 0.28), width: 1.1, layer: LAYER.background }),
      ),
    ],
  }),
});
