import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/estimate.ts';
import { rng } from '../../../src/core/random.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { density, type SpectralDensity } from '../../../src/probes/spectrum/density.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { diagonal, operatorOf, withSpectrum } from '../../support/dense-matrices.ts';
import { expectNear } from '../../support/expect-near.ts';
import { COST, gd, run, spec } from '../../support/synthetic-runs.ts';

const bulk = Array.from({ length: 60 }, (_, i) => Math.sin(i) / 2);
const options = { tolerance: 0.05, maxProbes: 12, maxIterations: 60, random: rng(1) };
const spectrum = density(operatorOf(withSpectrum([...bulk, 3, 4], rng(2))), options);
const none = density(operatorOf(diagonal([1, Number.NaN])), options);

/** The run of gradient descent at η that kept this spectrum. */
const withDensity = (eta: number, found: SpectralDensity): Run => ({
  ...run(spec(gd(eta), 0), {}),
  arrays: {
    density: {
      ...found,
      outliers: found.outliers.map(({ value }) => value),
      vectors: found.quadratures.length,
    },
  },
  scalars: { negativeShare: { ...exact(0, COST), converged: found.converged } },
});
const figureOf = (runs: readonly Run[]) => figuresOf(runs).find(({ id }) => id === 'density');
const figure = figureOf([withDensity(0.1, spectrum)])!;

type Point = { readonly x: number; readonly y: number };
type Dataset = {
  readonly label?: string;
  readonly pointStyle?: string;
  readonly fill?: unknown;
  readonly data: readonly Point[];
};
const datasets = ({ config }: Figure) =>
  (config.data as unknown as { datasets: readonly Dataset[] }).datasets;

describe('the figure of a spectral density', () => {
  test('is JSON, and its caption says n, the kind of interval, the width and the recipe', () => {
    expect(JSON.parse(JSON.stringify(figure.config))).toEqual(figure.config);
    expect(figure.caption).toMatch(/n = \d+ start vectors, 2 outliers beyond a gap of 0\.\d+\./);
    expect(figure.caption).toMatch(/95 % Student t interval/);
    expect(figure.caption).toContain(`σ = ${Number(spectrum.width.toPrecision(2))}`);
    expect(figure.setting).toContain('Recipe: 512 training');
  });

  test('the curve is the density, the band the t interval of its mean over the start vectors', () => {
    const curve = datasets(figure).find(({ label }) => label === 'GD η = 0.1')!;
    const upper = datasets(figure).find(({ fill }) => fill === '+1')!;
    const lower = datasets(figure).find(({ fill }) => fill === false)!;
    const i = spectrum.density.indexOf(Math.max(...spectrum.density));
    const [p, error] = [spectrum.density[i]!, spectrum.densityError[i]!];
    expect(error).toBeGreaterThan(0);
    expect(curve.data[i]).toEqual({ x: spectrum.lambda[i], y: p });
    // Nine vectors: Student's t at 97.5 % with eight degrees of freedom, as tables have it.
    expect(spectrum.quadratures).toHaveLength(9);
    expectNear(upper.data[i]!.y, p + 2.306004 * error, { rtol: 1e-6 });
    expectNear(lower.data[i]!.y, p - 2.306004 * error, { rtol: 1e-6 });
    // A logarithmic axis has no 0, although the band reaches it between outliers.
    for (const { data } of datasets(figure)) for (const { y } of data) expect(y).toBeGreaterThan(0);
  });

  test('outliers are marked above the curve where they are', () => {
    const marks = datasets(figure).find(({ pointStyle }) => pointStyle === 'triangle')!.data;
    expect(marks.map(({ x }) => Number(x.toFixed(6)))).toEqual([3, 4]);
    for (const { x, y } of marks) {
      const i = spectrum.lambda.findIndex((at) => at >= x);
      expect(y).toBeGreaterThan(spectrum.density[i]!);
    }
  });

  test('one that did not converge says so; one without a grid is left out', () => {
    const late = withDensity(0.1, { ...spectrum, converged: false });
    const both = figureOf([late, withDensity(0.2, none)])!;
    expect(both.caption).toContain('not converged');
    expect(datasets(both).flatMap(({ label }) => label ?? [])).toEqual(['GD η = 0.1']);
    expect(figureOf([withDensity(0.2, none)])).toBeUndefined();
  });

  test('renders, the same bytes each time, and one differs from two', () => {
    const render = createRenderer();
    const bytes = Buffer.from(render(figure));
    expect(bytes.equals(render(figure))).toBe(true);
    const two = figureOf([withDensity(0.1, spectrum), withDensity(0.2, spectrum)])!;
    expect(bytes.equals(render(two))).toBe(false);
  });
});
