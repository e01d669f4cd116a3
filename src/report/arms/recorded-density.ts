import type { DensityArrays } from '../../lab/probes/density.ts';
import { LEVEL, studentQuantile, tailOf } from '../../stats/student.ts';
import type { Arm } from './arm.ts';
import { recordedArrays } from './recorded-arrays.ts';
import { plural } from './wording.ts';

/** The spectral density that a run of an arm kept. */
export interface Density extends DensityArrays {
  /** Of the arm. */
  readonly label: string;
  readonly converged: boolean;
}

/** The density of each arm, by its first run that kept one; without those that have no grid. */
export const densitiesOf = (arms: readonly Arm[]): readonly Density[] =>
  recordedArrays(arms, 'density')
    .filter(({ arrays }) => arrays.lambda.length > 0)
    .map(({ arm: { label }, run, arrays }) => {
      const converged = arrays.converged ?? run.scalars.negativeShare?.converged === true;
      return { ...arrays, label, converged };
    });

/** The height of the peak that one eigenvalue makes: 1/(P σ √2π). */
export const onePeak = ({ dim, width }: Density): number =>
  1 / (dim * width * Math.sqrt(2 * Math.PI));

/** The curves of a density over a logarithmic axis that begins at `low`: what lies below it stays just below. */
export function densityCurves(
  { lambda, density, densityError, outliers, vectors }: Density,
  low: number,
) {
  const t = vectors < 2 ? 0 : studentQuantile(1 - tailOf(LEVEL), vectors - 1);
  const shifted = (errors: number) =>
    lambda.map((x, i) => ({ x, y: Math.max(density[i]! + errors * densityError[i]!, low / 10) }));
  const heightAt = (x: number) => density[lambda.findIndex((at) => at >= x)] ?? low;
  return {
    mean: shifted(0),
    /** Student's t interval of the mean over the start vectors. */
    lower: shifted(-t),
    upper: shifted(t),
    /** Places of outliers, a little above the curve. */
    outliers: outliers.map((x) => ({ x, y: Math.max(1.3 * low, 1.35 * heightAt(x)) })),
  };
}

/** How a density was estimated, in one sentence. */
export function densitySentence(density: Density): string {
  const { label, width, gap, vectors, outliers, converged } = density;
  const doubt = converged ? '' : ', not converged to the tolerance asked for';
  return (
    `${label}: smoothed to σ = ${short(width)}, n = ${vectors} start vectors, ` +
    `${plural(outliers.length, 'outlier')} beyond a gap of ${short(gap)}${doubt}.`
  );
}

const short = (x: number) => String(Number(x.toPrecision(2)));
