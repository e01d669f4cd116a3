import type { Arrays } from '../../core/scalars.ts';
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
  const seen = arms.flatMap((arm) => firstWith(arm, 'densityLambda'));
  const spectra = densityFigure(
    seen.slice(0, MOST_CURVES).map(curveOf),
    `${ONE_SEED} ${recipe(arms)}`,
    `density${suffix}`,
  );
  const several = (key: string) => {
    const found = arms.flatMap((arm) => firstWith(arm, key)).slice(0, MOST_LANDSCAPES);
    return found.map((one, i) => ({
      ...one,
      id: found.length > 1 ? `-${i + 1}${suffix}` : suffix,
      about: `${one.arm.label}, seed ${one.run.spec.seed}. ${recipe([one.arm])}`,
    }));
  };
  return [
    ...(spectra === null ? [] : [spectra]),
    ...several('landscapeLosses').map(({ arm, run, id, about }) => {
      const directions = run.spec.measure.landscape?.directions;
      const label = directions === 'eigenvectors' ? 'Eigenvector' : 'Random direction';
      const slice = sliceOf(run, 'landscape', label);
      const named = {
        id: `landscape${id}`,
        title: `Loss about the end of ${arm.label}`,
        recipe: about,
      };
      return slice.axes.length === 1
        ? lineFigure([{ label: arm.label, slice }], named)
        : contourFigure(slice, named);
    }),
    ...several('barrierLosses').flatMap(({ arm, run, id, about }) => {
      const height = run.scalars.barrier;
      if (height === undefined || !Number.isFinite(height.value)) return [];
      const slice = sliceOf(run, 'barrier', 'Share of the way t');
      const title = `Loss on the way from the initial weights to the end of ${arm.label}`;
      return [barrierFigure({ height, slice }, { id: `barrier${id}`, title, recipe: about })];
    }),
  ];
}

const ONE_SEED = 'Of each arm the run of its first seed.';

const firstWith = (arm: Arm, key: string): readonly { arm: Arm; run: Run }[] =>
  arm.runs
    .filter(({ arrays }) => arrays[key] !== undefined)
    .slice(0, 1)
    .map((run) => ({ arm, run }));

const numbers = (arrays: Arrays, key: string) => (arrays[key] ?? []) as readonly number[];

function curveOf({ arm, run }: { readonly arm: Arm; readonly run: Run }): DensityCurve {
  const { arrays, scalars } = run;
  const [dim, probes, width, gap] = numbers(arrays, 'densityAbout');
  return {
    label: arm.label,
    spectrum: {
      dim: dim!,
      lambda: numbers(arrays, 'densityLambda'),
      density: numbers(arrays, 'density'),
      densityError: numbers(arrays, 'densityError'),
      width: width!,
      gap: gap!,
      outliers: numbers(arrays, 'densityOutliers').map((value) => ({ value })),
      probes: Array.from({ length: probes! }),
      converged: scalars.negativeShare?.converged === true,
    },
  };
}

function sliceOf({ arrays, scalars }: Run, name: string, label: string): LossSlice {
  const axes = [1, 2].flatMap((k) => {
    const at = arrays[`${name}Axis${k}`];
    return at === undefined ? [] : [{ label: `${label} ${k}`, at: at as readonly number[] }];
  });
  return {
    axes: axes.length === 1 ? [{ ...axes[0]!, label }] : axes,
    losses: arrays[`${name}Losses`] as LossSlice['losses'],
    cost: Object.values(scalars)[0]!.cost,
  };
}
