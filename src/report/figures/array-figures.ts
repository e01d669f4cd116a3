import type { DensityArrays } from '../../lab/probes/density.ts';
import type { LossGrid } from '../../lab/probes/landscape.ts';
import type { Run } from '../../lab/records/record.ts';
import type { LossSlice } from '../../probes/landscape/slice.ts';
import type { Arm } from '../arms/arm.ts';
import { recipe } from '../arms/recipe.ts';
import type { Figure } from '../plot/figure.ts';
import { contourFigure } from './contour-figure.ts';
import { type DensityCurve, densityFigure } from './density-figure.ts';
import { barrierFigure, lineFigure } from './slice-figure.ts';

/** More spectra than this cannot be told apart in one figure. */
const MOST_CURVES = 6;
/** Arms that have a landscape of their own in a report. */
const MOST_LANDSCAPES = 6;

/** Figures of the curves and grids that probes left: densities together, landscapes and barriers by arm. */
export function arrayFigures(arms: readonly Arm[], suffix: string): readonly Figure[] {
  const seen = arms.flatMap((arm) => firstWith(arm, 'density'));
  const spectra = densityFigure(
    seen.slice(0, MOST_CURVES).map(({ arm, run, own }) => curveOf(arm, run, own)),
    `${ONE_SEED} ${recipe(arms)}`,
    `density${suffix}`,
  );
  const several = (name: 'landscape' | 'barrier') => {
    const found = arms.flatMap((arm) => firstWith(arm, name)).slice(0, MOST_LANDSCAPES);
    return found.map((one, i) => ({
      ...one,
      id: found.length > 1 ? `-${i + 1}${suffix}` : suffix,
      about: `${one.arm.label}, seed ${one.run.spec.seed}. ${recipe([one.arm])}`,
    }));
  };
  return [
    ...(spectra === null ? [] : [spectra]),
    ...several('landscape').map(({ arm, run, own, id, about }) => {
      const slice = sliceOf(own, run);
      const named = {
        id: `landscape${id}`,
        title: `Loss about the end of ${arm.label}`,
        recipe: about,
      };
      return slice.axes.length === 1
        ? lineFigure([{ label: arm.label, slice }], named)
        : contourFigure(slice, named);
    }),
    ...several('barrier').flatMap(({ arm, run, own, id, about }) => {
      const height = run.scalars.barrier;
      if (height === undefined || !Number.isFinite(height.value)) return [];
      const slice = sliceOf(own, run);
      const title = `Loss on the way from the initial weights to the end of ${arm.label}`;
      return [barrierFigure({ height, slice }, { id: `barrier${id}`, title, recipe: about })];
    }),
  ];
}

const ONE_SEED = 'Of each arm the run of its first seed.';

/** The first run of an arm with arrays of this probe, and them. */
const firstWith = <N extends 'density' | 'landscape' | 'barrier'>(arm: Arm, name: N) =>
  arm.runs
    .flatMap((run) => {
      const own = run.arrays[name];
      return own === undefined ? [] : [{ arm, run, own }];
    })
    .slice(0, 1);

const curveOf = (arm: Arm, { scalars }: Run, own: DensityArrays): DensityCurve => ({
  label: arm.label,
  spectrum: {
    ...own,
    outliers: own.outliers.map((value) => ({ value })),
    probes: Array.from({ length: own.vectors }),
    converged: scalars.negativeShare?.converged === true,
  },
});

const sliceOf = (own: LossGrid, { scalars }: Run): LossSlice => ({
  ...own,
  cost: Object.values(scalars)[0]!.cost,
});
