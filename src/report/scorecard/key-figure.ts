import { armsOf } from '../arms/arm.ts';
import { predictedFigures } from '../predicted/predicted-figures.ts';
import { decidingOf } from '../predictions/deciding.ts';
import { panelsOf } from '../sketch/panel.ts';
import type { Sketch } from '../sketch/sketch.ts';
import type { Score } from './score.ts';

/** The figure of a claim: that of the statement which decided it, or of the first that has one; undefined where none has. */
export function keySketch({ id, answers, runs }: Score): Sketch | undefined {
  const sketches = predictedFigures(answers, panelsOf(armsOf(runs)), runs);
  const deciding = decidingOf(answers)?.id;
  const own = sketches.filter(({ statement }) => statement !== undefined);
  const chosen = own.find(({ statement }) => statement === deciding) ?? own[0];
  return chosen && { ...chosen, id };
}
