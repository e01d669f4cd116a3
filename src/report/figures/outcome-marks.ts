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

/** The mean of an arm with its t interval at x, and its seeds beside it. */
export function outcomeMarks(
  { arm, look, data }: Shown<readonly RunValue[]>,
  key: string,
  x: number,
): readonly Mark[] {
  const beside = (i: number) => x + (data.length > 1 ? 0.16 + 0.07 * (i % 3) : 0);
  const placed = data.map((one, i) => ({ x: beside(i), y: one.value, kind: kindOf(one) }));
  const dots = (['plain', 'cross', 'hollow'] as const).flatMap((kind) => {
    const own = placed.filter((one) => one.kind === kind);
    return own.length === 0 ? [] : [seeds(own, look.colour, { kind })];
  });
  const spread = spreadOfArm(arm, key);
  return spread === null ? dots : [...dots, meanWithInterval([{ x, ...spread }], look)];
}

const kindOf = ({ counted, converged }: RunValue): SeedKind =>
  counted ? (converged ? 'plain' : 'cross') : 'hollow';

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
