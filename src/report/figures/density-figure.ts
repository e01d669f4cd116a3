import { LEVEL, studentQuantile, tailOf } from '../../stats/student.ts';
import { chart, padded } from '../plot/chart.ts';
import { faded, sequence } from '../plot/colour.ts';
import type { Figure, JsonObject } from '../plot/figure.ts';

/** A spectral density as a figure needs it: numbers on a grid of eigenvalues. */
export interface Spectrum {
  /** P, the number of eigenvalues. */
  readonly dim: number;
  /** Ascending. Shape [g]. */
  readonly lambda: readonly number[];
  /** Smoothed density and its standard error over probes. Shape [g]. */
  readonly density: readonly number[];
  readonly densityError: readonly number[];
  /** Standard deviation of the smoothing. */
  readonly width: number;
  readonly gap: number;
  readonly outliers: readonly { readonly value: number }[];
  readonly probes: readonly unknown[];
  readonly converged: boolean;
}

export interface DensityCurve {
  /** What was measured, for the legend: `at the start`. */
  readonly label: string;
  readonly spectrum: Spectrum;
}

/** Below this share of the peak that one eigenvalue makes, a density shows nothing but round-off; chosen by trial. */
const FLOOR = 0.2;

/**
 * Spectral densities on a logarithmic scale, each with its band over probes and its outliers marked; null where none has a grid.
 *
 * `recipe` ends the caption: network, data and point.
 */
export function densityFigure(
  curves: readonly DensityCurve[],
  recipe: string,
  id: string,
): Figure | null {
  const drawn = curves.filter(({ spectrum }) => spectrum.lambda.length > 0);
  if (drawn.length === 0) return null;
  const colours = sequence(drawn.length);
  const low = Math.min(...drawn.map(({ spectrum }) => FLOOR * onePeak(spectrum)));
  const high = 2 * Math.max(...drawn.flatMap(({ spectrum }) => spectrum.density));
  const reach = drawn.flatMap(({ spectrum: { lambda } }) => [lambda[0]!, lambda.at(-1)!]);
  return {
    id,
    title: 'Spectral density',
    caption: [
      'Density of the eigenvalues λ, of integral 1, by stochastic Lanczos quadrature.',
      'Bands: 95 % Student t interval of the mean over the start vectors, at each λ by itself.',
      'Triangles: outliers, the eigenvalues beyond the first gap next to the bulk that is wider than the one named, without multiplicity.',
      ...drawn.map((curve) => sentence(curve)),
      'A single eigenvalue makes a peak of height 1/(P σ √2π).',
      recipe,
    ].join(' '),
    config: chart({
      legend: 'top',
      x: {
        title: 'eigenvalue λ',
        scale: 'linear',
        ...padded(reach, 'linear', 0.02),
        marks: { kind: 'linear' },
        grid: false,
      },
      y: {
        title: 'density',
        scale: 'logarithmic',
        low,
        high,
        marks: { kind: 'decades' },
        grid: true,
      },
      datasets: drawn.flatMap((curve, i) => datasetsOf(curve, colours[i]!, low)),
    }),
  };
}

const onePeak = ({ dim, width }: Spectrum) => 1 / (dim * width * Math.sqrt(2 * Math.PI));

function sentence({ label, spectrum }: DensityCurve): string {
  const { width, gap, probes, outliers, converged } = spectrum;
  const found = `${outliers.length} outlier${outliers.length === 1 ? '' : 's'}`;
  const doubt = converged ? '' : ', not converged to the tolerance asked for';
  return `${label}: smoothed to σ = ${short(width)}, n = ${probes.length} start vectors, ${found} beyond a gap of ${short(gap)}${doubt}.`;
}

const short = (x: number) => String(Number(x.toPrecision(2)));

/** Marks and curve above the band, whose upper edge is filled down to the lower. */
function datasetsOf({ label, spectrum }: DensityCurve, colour: string, low: number): JsonObject[] {
  const { lambda, density, densityError, outliers, probes } = spectrum;
  const t = probes.length < 2 ? 0 : studentQuantile(1 - tailOf(LEVEL), probes.length - 1);
  // A logarithmic axis has no place for 0: what lies below the frame stays just below it.
  const line = (height: (i: number) => number) =>
    lambda.map((x, i) => ({ x, y: Math.max(height(i), low / 10) }));
  // Straight lines take a short cut in Chart.js that draws one step per pixel.
  const plain = {
    type: 'line',
    pointRadius: 0,
    borderWidth: 0,
    cubicInterpolationMode: 'monotone',
  };
  const heightAt = (x: number) => density[lambda.findIndex((at) => at >= x)] ?? low;
  const marks: JsonObject = {
    data: outliers.map(({ value }) => ({
      x: value,
      y: Math.max(low * 1.3, heightAt(value) * 1.35),
    })),
    pointStyle: 'triangle',
    rotation: 180,
    radius: 7,
    backgroundColor: colour,
    borderColor: '#ffffff',
    borderWidth: 1,
  };
  return [
    marks,
    {
      ...plain,
      label,
      data: line((i) => density[i]!),
      borderColor: colour,
      borderWidth: 2.2,
      pointStyle: 'line',
    },
    {
      ...plain,
      data: line((i) => density[i]! + t * densityError[i]!),
      backgroundColor: faded(colour, 0.22),
      borderColor: faded(colour, 0),
      fill: '+1',
    },
    {
      ...plain,
      data: line((i) => density[i]! - t * densityError[i]!),
      borderColor: faded(colour, 0),
      fill: false,
    },
  ];
}
