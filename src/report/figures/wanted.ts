import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { AxisScale, FigureLook } from '../../lab/experiment/figures/figure-request.ts';
import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';
import { summarise } from '../findings/findings.ts';
import { fitting } from '../plot/chart.ts';
import type { Figure } from '../plot/figure.ts';
import type { Axis } from '../plot/parts.ts';
import { sheetOf } from '../plot/presets.ts';
import type { Sheet } from '../plot/sheet.ts';
import { answersOf } from '../predictions/answers.ts';
import { pickRuns } from '../predictions/pick-runs.ts';
import { figureOf, type Sketch } from '../sketch/sketch.ts';
import { sketchesOf } from './figures.ts';

/** What figures can be drawn from. */
export interface Source {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  /** What the records remember of the experiment's predictions. */
  readonly stated?: readonly Stated[];
}

/**
 * Every figure that the runs allow, before it is laid out; `arms` is a condition that picks arms, and `from` where it was written.
 *
 * Throws InputError where the condition cannot be read or no arm is meant.
 */
export function sketchesFrom(
  { experiment, runs, stated }: Source,
  arms?: string,
  from = '--arms',
): readonly Sketch[] {
  if (arms === undefined)
    return sketchesOf(runs, summarise(experiment, runs), answersOf(experiment, runs, stated));
  const picked = pickRuns(experiment, runs, { picks: 'arms', from, condition: arms });
  const meant = { ...experiment, specs: picked.map(({ spec }) => spec) };
  const answers = answersOf(experiment, picked, 'after the data');
  return sketchesOf(picked, summarise(meant, picked), answers);
}

/**
 * The sketches of a name: the one with that id; or those that show the measure, or belong to the prediction, of that name; or those
 * whose ids it begins, as `landscape` does `landscape-2`; `all` means all.
 *
 * Throws InputError where there is none, with the nearest name.
 */
export function sketchesNamed(sketches: readonly Sketch[], name: string): readonly Sketch[] {
  if (name === 'all' && sketches.length > 0) return sketches;
  const ways: readonly ((sketch: Sketch) => boolean)[] = [
    ({ id }) => id === name,
    ({ measure }) => measure === name,
    ({ statement }) => statement === name,
    ({ id }) => id.startsWith(`${name}-`),
  ];
  const meant = ways.map((way) => sketches.filter(way)).find((found) => found.length > 0);
  if (meant !== undefined) return meant;
  const ids = sketches.map(({ id }) => id);
  const known = ids.length === 0 ? 'these runs allow none' : `there are ${ids.join(', ')}`;
  throw new InputError(`no figure ${JSON.stringify(name)}${didYouMean(name, ids)}: ${known}`);
}

/**
 * A sketch drawn as it is wanted.
 *
 * Throws InputError where an axis cannot have the scale, and where the sheet is too small.
 */
export function drawn(sketch: Sketch, look: FigureLook): Figure {
  const own = scaled(sketch, look);
  const { height, ...sheet } = sheetOf(look);
  if (height === 'fitting') return attempt(own, fitting(own, sheet));
  return attempt(own, { ...sheet, height });
}

/** A sketch with the scales of axes that are wanted; throws InputError where an axis cannot have one. */
export function scaled(sketch: Sketch, look: Pick<FigureLook, 'x' | 'y'>): Sketch {
  const { id, marks } = sketch;
  return {
    ...sketch,
    x: rescaled(sketch.x, { id, name: 'x', wish: look.x, values: marks.flatMap(({ x }) => x) }),
    y: rescaled(sketch.y, { id, name: 'y', wish: look.y, values: marks.flatMap(({ y }) => y) }),
  };
}

function attempt(sketch: Sketch, sheet: Sheet): Figure {
  try {
    return figureOf(sketch, sheet);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const inches = (pixels: number) => `${(pixels / 96).toFixed(2)}in`;
    throw new InputError(
      `${sketch.id} does not fit ${inches(sheet.width)} × ${inches(sheet.height)} at this font size: leave the height out, or give a greater one or a smaller font`,
    );
  }
}

interface Wish {
  readonly id: string;
  readonly name: 'x' | 'y';
  readonly wish: AxisScale | undefined;
  readonly values: readonly number[];
}

function rescaled(axis: Axis, { id, name, wish, values }: Wish): Axis {
  if (wish === undefined) return axis;
  if (axis.categories !== undefined)
    throw new InputError(`${id} has no ${wish} ${name} axis: on it are names, not numbers`);
  if (wish === 'linear') return { ...axis, scale: 'linear' };
  const least = Math.min(axis.low ?? Number.POSITIVE_INFINITY, ...values);
  if (least <= 0)
    throw new InputError(
      `${id} has no logarithmic ${name} axis: it goes down to ${Number(least.toPrecision(3))}, and there is no place on one for 0 or less`,
    );
  return { ...axis, scale: 'logarithmic' };
}
