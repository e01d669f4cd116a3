import { significant } from '../../core/format.ts';
import { recipe } from '../arms/recipe.ts';
import {
  type Density,
  densitiesOf,
  densityCurves,
  densitySentence,
  onePeak,
} from '../arms/recorded-density.ts';
import { sequence } from '../plot/colour.ts';
import { band, curve, points } from '../plot/marks/index.ts';
import { PAPER } from '../plot/theme.ts';
import { listed } from '../sketch/alt.ts';
import type { Panel } from '../sketch/panel.ts';
import type { Parts } from '../sketch/sketch.ts';
import { panelFigure } from './parts.ts';

/** Spectral densities of the Hessian where training ended, one an arm. */
export const spectralDensity = panelFigure('density', 'panels', partsOf);

/** More spectra than this cannot be told apart in one figure. */
const MOST = 6;
/** Below this share of the peak that one eigenvalue makes, a density shows nothing but round-off; chosen by trial. */
const FLOOR = 0.2;

function partsOf({ arms }: Panel): Parts | null {
  const drawn = densitiesOf(arms).slice(0, MOST);
  if (drawn.length === 0) return null;
  const colours = sequence(drawn.length);
  const low = FLOOR * Math.min(...drawn.map(onePeak));
  const high = 2 * Math.max(...drawn.flatMap(({ density }) => density));
  const outlier = { colour: PAPER, shape: 'triangle', rotation: 180, edge: 1 };
  return {
    title: 'Spectral density',
    alt: `Density of the eigenvalues of the Hessian: ${listed(drawn.map(densityAlt))}.`,
    caption: [
      'Density of the eigenvalues λ, of integral 1, by stochastic Lanczos quadrature.',
      'Bands: 95 % Student t interval of the mean over the start vectors, at each λ by itself.',
      'Triangles: outliers, the eigenvalues beyond the first gap next to the bulk that is wider than the one named, without multiplicity.',
      drawn.map(densitySentence),
      'A single eigenvalue makes a peak of height 1/(P σ √2π).',
      'Of each arm the run of its first seed.',
    ],
    setting: [recipe(arms)],
    x: { title: 'eigenvalue λ', scale: 'linear', padding: 0.02, grid: false },
    y: { title: 'density', scale: 'logarithmic', low, high },
    marks: drawn.flatMap((density, i) => {
      const { mean, lower, upper, outliers } = densityCurves(density, low);
      const colour = colours[i]!;
      return [
        points(outliers, { ...outlier, fill: colour }),
        curve(mean, { colour, label: density.label, width: 2.2, smooth: true }),
        band(lower, upper, colour),
      ];
    }),
    legend: 'top',
  };
}

function densityAlt({ label, lambda, density, outliers }: Density): string {
  const peak = lambda[density.indexOf(Math.max(...density))]!;
  const far =
    outliers.length === 0
      ? 'without outliers'
      : `with outliers up to ${significant(Math.max(...outliers))}`;
  return `${label} peaks at λ = ${significant(peak)}, ${far}`;
}
