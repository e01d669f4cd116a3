import type { Arm } from '../arms/arm.ts';
import { without } from '../arms/coordinates.ts';
import { methodLabel } from '../arms/labels.ts';
import { bySeed } from '../arms/measured.ts';
import type { Metric } from '../arms/metric.ts';
import { type RunValue, runValues } from '../arms/run-values.ts';
import { spreadOfArm } from '../arms/spread.ts';
import { intervalSentence, plural } from '../arms/wording.ts';
import type { Mark } from '../plot/mark.ts';
import { curve, meanWithInterval, seeds } from '../plot/marks/index.ts';
import type { SeedKind } from '../plot/marks/seeds.ts';
import { FAINT, GUIDE, LAYER } from '../plot/theme.ts';
import { divergedCounts } from '../sketch/caption.ts';
import type { Shown } from '../sketch/panel.ts';

/** Where the dots of seeds stand beside the mean at x. */
const besideAt = (x: number, dots: number): number => x + (dots > 1 ? 0.2 : 0);

/** The mean of an arm with its t interval at x, and its seeds beside it. */
export function outcomeMarks(
  { arm, look, data }: Shown<readonly RunValue[]>,
  key: string,
  x: number,
): readonly Mark[] {
  const placed = data.map((one) => ({
    x: besideAt(x, data.length),
    ...{ y: one.value, kind: kindOf(one) },
  }));
  const dots = (['plain', 'cross', 'hollow'] as const).flatMap((kind) => {
    const own = placed.filter((one) => one.kind === kind);
    return own.length === 0 ? [] : [seeds(own, look.colour, { kind })];
  });
  const spread = spreadOfArm(arm, key);
  return spread === null ? dots : [...dots, meanWithInterval([{ x, ...spread }], look)];
}

const kindOf = ({ counted, converged }: RunValue): SeedKind =>
  counted ? (converged ? 'plain' : 'cross') : 'hollow';

/**
 * A thin line through the dots of each seed, arm by arm: what arms differ by is seen in its slope where seeds differ by more.
 * Where SGD has several lines along B each is joined by itself.
 */
export function seedLines(
  drawn: readonly Shown<readonly RunValue[]>[],
  at: ReadonlyMap<Arm, number>,
): readonly Mark[] {
  const several = linesOf(drawn).size > 1;
  const seriesOf = ({ arm }: Shown<unknown>) =>
    `${arm.problem} ${several && arm.family === 'stochastic' ? lineName(arm) : ''}`;
  return [...new Set(drawn.map(seriesOf))].flatMap((series) => {
    const own = drawn
      .filter((one) => seriesOf(one) === series)
      .sort((a, b) => at.get(a.arm)! - at.get(b.arm)!);
    const bySeeds = new Map<number, { x: number; y: number }[]>();
    for (const { arm, data } of own)
      for (const { seed, value, counted } of data)
        if (counted)
          bySeeds.set(seed, [
            ...(bySeeds.get(seed) ?? []),
            { x: besideAt(at.get(arm)!, data.length), y: value },
          ]);
    const lines = [...bySeeds.values()].filter((points) => points.length > 1);
    if (lines.length < 2) return [];
    return lines.map((points) =>
      curve(points, { colour: FAINT, width: 0.9, layer: LAYER.background }),
    );
  });
}

/** What SGD arms have in common that differ in B alone: `SGD η = 0.1`. */
const lineName = ({ coordinates }: Arm): string =>
  methodLabel(without(coordinates, 'method.batch'));

/** Every line through SGD arms that differ in B alone. */
export const linesOf = (drawn: readonly Shown<unknown>[]): ReadonlySet<string> =>
  new Set(drawn.flatMap(({ arm }) => (arm.family === 'stochastic' ? [lineName(arm)] : [])));

/** A thin line through the means of SGD arms that differ in B alone, which guides the eye along B and says no more. */
export function connections(
  drawn: readonly Shown<unknown>[],
  key: string,
  at: ReadonlyMap<Arm, number>,
): readonly Mark[] {
  const noisy = drawn.filter(({ arm }) => arm.family === 'stochastic');
  const several = linesOf(drawn).size > 1;
  const lineOf = ({ arm }: Shown<unknown>) => `${arm.problem} ${lineName(arm)}`;
  return [...new Set(noisy.map(lineOf))].map((line) => {
    const own = noisy.filter((one) => lineOf(one) === line);
    const { arm, look } = own[0]!;
    const means = own.flatMap(({ arm }) => {
      const spread = spreadOfArm(arm, key);
      return spread === null ? [] : [{ x: at.get(arm)!, y: spread.mean }];
    });
    const named = several ? { label: lineName(arm), point: look.point, fill: GUIDE } : {};
    return curve(means, {
      colour: FAINT,
      width: 1.5,
      dash: look.dash,
      layer: LAYER.guide,
      ...named,
    });
  });
}

/** What a caption says of means and seeds, and of runs that are missing. */
export function outcomeSentences(arms: readonly Arm[], { key, at }: Metric): readonly string[] {
  const sizes = arms.map((arm) => bySeed(arm, key).size).filter((n) => n > 0);
  const values = arms.flatMap((arm) => runValues(arm, key));
  const outside = values.filter(({ counted }) => !counted).length;
  const loose = values.filter(({ converged }) => !converged).length;
  return [
    intervalSentence(sizes),
    ...(outside > 0
      ? [`Hollow: ${plural(outside, 'run')} whose stop rule was not met, left out of the means.`]
      : []),
    ...(loose > 0 ? [`×: ${plural(loose, 'estimate')} that did not converge.`] : []),
    ...(at === 'start'
      ? []
      : divergedCounts(arms).map(
          ({ label, n, all }) => `${label}: ${n} of ${plural(all, 'run')} diverged, not shown.`,
        )),
  ];
}
