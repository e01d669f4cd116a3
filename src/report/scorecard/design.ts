import type { Experiment } from '../../lab/experiment/run-spec.ts';
import { methodOf } from '../../lab/methods/registry.ts';
import { recipe, stopRule } from '../arms/recipe.ts';
import { plural, unique } from '../arms/wording.ts';

/** Methods that a sentence lists one by one. */
const MOST = 8;

/** How a claim is tested, in a paragraph that follows from its grid. */
export function designOf({ specs }: Pick<Experiment, 'specs'>): string {
  const seeds = new Set(specs.map(({ seed }) => seed)).size;
  const arms = specs.map((spec) => ({ spec }));
  const labels = unique(specs.map(({ method }) => methodOf(method).label));
  const shown =
    labels.length <= MOST
      ? labels
      : [...labels.slice(0, MOST - 1), `${labels.length - MOST + 1} more`];
  return [
    `${plural(specs.length, 'run')} with ${plural(seeds, 'seed')}: ${shown.join(', ')}.`,
    recipe(arms),
    stopRule(arms),
  ].join(' ');
}
