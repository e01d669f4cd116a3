import type { Arm } from '../arms/arm.ts';
import { describeStop } from '../arms/recipe.ts';

/** Arms that end alike, which alone are compared: at one target loss, or else after one budget. */
export function byEnd(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const endOf = ({ spec: { stop } }: Arm) => String(stop.loss ?? describeStop(stop));
  return [...new Set(arms.map(endOf))].map((end) => arms.filter((arm) => endOf(arm) === end));
}

/** SGD arms of each η, by increasing batch size. */
export function byRate(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const noisy = arms.filter(({ family }) => family === 'stochastic');
  const rates = [...new Set(noisy.map(({ rate }) => rate))];
  return rates.map((one) => noisy.filter(({ rate }) => rate === one));
}
