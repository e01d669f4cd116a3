import { describe, expect, test } from 'vitest';
import type { MethodSpec } from '../../../src/lab/methods/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import type { Figure } from '../../../src/report/plot/figure.ts';
import { figuresOf } from '../../support/all-figures.ts';
import { divergedRun, flow, gd, run, sgd, spec } from '../../support/synthetic-runs.ts';

/** A run whose λ, or another quantity, is `levels` at the times 0, 1, 2, …, with a row without probes between any two. */
function along(
  method: MethodSpec,
  seed: number,
  levels: readonly number[],
  quantity = 'sharpness',
): Run {
  const gaps = levels.flatMap((level) => [level, Number.NaN]).slice(0, -1);
  const times = gaps.map((_, i) => i / 2);
  return run(
    spec(method, seed, { stop: { time: 3 } }),
    {},
    {
      series: {
        step: times.map((t) => 2 * t),
        time: times,
        epoch: times,
        trainLoss: times.map((t) => Math.exp(-t)),
        [quantity]: gaps,
        [`${quantity}Stderr`]: gaps.map((x) => x * 0.001),
        [`${quantity}Converged`]: gaps.map((x) => (Number.isNaN(x) ? x : Number(x < 12))),
      },
    },
  );
}

const ofSharpness = (runs: readonly Run[]): Figure =>
  figuresOf(runs).find(({ id }) => id === 'sharpness-along')!;

interface Line {
  readonly label?: string;
  readonly data: readonly { readonly x: number; readonly y: number }[];
}
const lines = ({ config }: Figure) =>
  (config.data as unknown as { datasets: readonly Line[] }).datasets;
const edges = ({ config }: Figure) =>
  (
    config.options as unknown as {
      plugins: { annotation: { annotations: { yMin: number; label: { content: string } }[] } };
    }
  ).plugins.annotation.annotations.map(({ yMin, label }) => [yMin, label.content]);

const figure = ofSharpness([
  along(flow, 0, [4, 8, 16]),
  along(gd(0.2), 0, [4, 8, 10, 10]),
  along(gd(0.2), 1, [6, 8, 11]),
  along(gd(0.02), 0, [4, 8, 15]),
]);

describe('the figure of λ along training', () => {
  test('shows the mean over seeds as far as all of them run, and the seeds', () => {
    const own = lines(figure);
    const mean = own.find(({ label }) => label === 'GD η = 0.2')!;
    expect(mean.data).toEqual([
      { x: 0, y: 5 },
      { x: 1, y: 8 },
      { x: 2, y: 10.5 },
    ]);
    expect(own.filter(({ label }) => label === undefined).map(({ data }) => data.length)).toEqual([
      4, 3,
    ]);
    expect(figure.caption).toContain('n = 1 or 2 per line');
  });

  test('draws 2/η of each rate, but not where it is far above every λ', () => {
    // 2/0.02 = 100 would flatten a curve that ends at 16.
    expect(edges(figure)).toEqual([[10, '2/η = 10  (η = 0.2)']]);
    expect(figure.caption).toContain('2/η');
  });

  test('draws of each method its own edge, and of SGD and Adam none that is one of λ', () => {
    const levels = [4, 8, 15, 16];
    const adam = { method: 'adam', rate: 2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
    const mixed = [
      along(gd(0.2), 0, levels),
      along({ method: 'heavy-ball', rate: 0.2, momentum: 0.5 }, 0, levels),
      along(sgd(4, 0.2), 0, levels),
      along(adam, 0, levels),
      along(adam, 1, levels, 'preconditionedSharpness'),
      along(sgd(4, 0.2), 1, levels, 'batchSharpness'),
    ];
    const drawn = (id: string) => figuresOf(mixed).find((one) => one.id === id)!;
    expect(edges(drawn('sharpness-along'))).toEqual([
      [10, '2/η = 10  (η = 0.2)'],
      [15, '(2 + 2β)/η = 15  (η = 0.2, β = 0.5)'],
    ]);
    expect(drawn('sharpness-along').caption).toContain(
      'Dashed: 2/η of GD, (2 + 2β)/η of heavy ball, above which steps grow along the top eigenvector of a fixed quadratic.',
    );
    const scaled = drawn('preconditionedsharpness-along');
    expect(edges(scaled)).toEqual([
      [expect.closeTo(19, 9), '(2 + 2β₁)/((1 − β₁)η) = 19  (η = 2, β₁ = 0.9)'],
    ]);
    expect(scaled.caption).toContain('Preconditioned sharpness λ(P⁻¹H) is');
    expect(scaled.caption).not.toContain('2/η of');
    expect(edges(drawn('batchsharpness-along'))).toEqual([[10, '2/η = 10  (η = 0.2)']]);
  });

  test('counts the estimates that did not converge, and leaves diverged runs out', () => {
    expect(figure.caption).toContain('2 points did not reach the accuracy asked for.');
    const blown = { ...along(gd(0.2), 2, [9, 90]), ending: 'diverged' as const };
    const with1 = ofSharpness([along(gd(0.2), 0, [4, 8]), blown]);
    expect(with1.caption).toContain('1 diverged run left out.');
    expect(lines(with1).flatMap(({ data }) => data.map(({ y }) => y))).toEqual([4, 8]);
  });

  test('is JSON, and absent where no probe went along', () => {
    expect(JSON.parse(JSON.stringify(figure.config))).toEqual(figure.config);
    expect(ofSharpness([divergedRun(spec(gd(0.1), 0))])).toBeUndefined();
  });
});
