import type { Arm } from './arm.ts';
import { without } from './coordinates.ts';
import { armLabel } from './labels.ts';

/** The shortest labels that tell these arms apart: η of SGD is left out where all SGD arms share it, else `SGD` is. */
export function legendLabels(arms: readonly Arm[]): ReadonlyMap<Arm, string> {
  const noisy = arms.filter(({ family }) => family === 'stochastic');
  const oneRate = new Set(noisy.map(({ rate }) => rate)).size === 1;
  const brief = ({ coordinates, family, label }: Arm): string => {
    if (family !== 'stochastic') return label;
    return armLabel(oneRate ? without(coordinates, 'method.rate') : { ...coordinates, title: '' });
  };
  return new Map(arms.map((arm) => [arm, brief(arm)]));
}
