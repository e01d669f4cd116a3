import { canonicalJson } from '../../core/canonical-json.ts';
import type { Arm } from '../arms/arm.ts';
import { without } from '../arms/coordinates.ts';
import { describeStop } from '../arms/recipe.ts';

/** Arms that end alike, which alone are compared: at one target loss, or else after one budget. */
export function byEnd(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const endOf = ({ spec: { stop } }: Arm) => String(stop.loss ?? describeStop(stop));
  return grouped(arms, endOf);
}

/** SGD arms that are alike in all but B, by increasing batch size. */
export const alongBatch = (arms: readonly Arm[]): readonly (readonly Arm[])[] =>
  alikeBut(
    'method.batch',
    arms.filter(({ family }) => family === 'stochastic'),
  ).map((own) => own.sort((a, b) => a.batch! - b.batch!));

/** Arms of gradient descent that are alike in all but η, by increasing η. */
export const alongRate = (arms: readonly Arm[]): readonly (readonly Arm[])[] =>
  alikeBut(
    'method.rate',
    arms.filter(({ family }) => family === 'descent'),
  ).map((own) => own.sort((a, b) => a.rate! - b.rate!));

/** A sentence about arms that differ in another key as well would be about that one too. */
const alikeBut = (key: string, arms: readonly Arm[]) =>
  grouped(arms, ({ coordinates }) => canonicalJson(without(coordinates, key)));

function grouped(arms: readonly Arm[], keyOf: (arm: Arm) => string): Arm[][] {
  const groups = new Map<string, Arm[]>();
  for (const arm of arms) {
    const key = keyOf(arm);
    groups.set(key, [...(groups.get(key) ?? []), arm]);
  }
  return [...groups.values()];
}
