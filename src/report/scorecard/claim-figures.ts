import { InputError } from '../../core/error.ts';
import { armsOf } from '../arms/arm.ts';
import { scaled, sketchesFrom, sketchesNamed } from '../figures/wanted.ts';
import { predictedFigures } from '../predicted/predicted-figures.ts';
import { decidingOf } from '../predictions/deciding.ts';
import { panelsOf } from '../sketch/panel.ts';
import type { Sketch } from '../sketch/sketch.ts';
import type { Score } from './score.ts';

/** The figures of a claim: that of what decided it, then those that its file asks for. */
export function claimSketches(score: Score): readonly Sketch[] {
  const key = keySketch(score);
  const asked = askedSketches(score).map((one) => ({ ...one, id: `${score.id}-${one.id}` }));
  const all = [...(key === undefined ? [] : [key]), ...asked];
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

/** The figure of the statement which decided a claim, or of the first that has one; undefined where none has. */
export function keySketch({ id, answers, runs }: Score): Sketch | undefined {
  const sketches = predictedFigures(answers, panelsOf(armsOf(runs)), runs);
  const deciding = decidingOf(answers)?.id;
  const own = sketches.filter(({ statement }) => statement !== undefined);
  const chosen = own.find(({ statement }) => statement === deciding) ?? own[0];
  return chosen && { ...chosen, id };
}

/** What the `figures` of a claim's file name, as far as its runs allow. */
function askedSketches({ experiment, runs }: Score): readonly Sketch[] {
  return (experiment.figures ?? []).flatMap(({ figure = 'all', arms, ...look }) => {
    try {
      const sketches = sketchesFrom({ experiment, runs }, arms, 'figures');
      return [figure]
        .flat()
        .flatMap((name) => sketchesNamed(sketches, name).map((one) => scaled(one, look)));
    } catch (error) {
      // Of runs that are missing or diverged there may be none.
      if (error instanceof InputError) return [];
      throw error;
    }
  });
}
