/** The choice in whose range a number lies; none where it lies between them. */
export function choiceIn(
  value: number,
  ranges: Readonly<Record<string, readonly [number, number]>>,
): { readonly choice?: string } {
  const found = Object.entries(ranges).find(([, [low, high]]) => value >= low && value <= high);
  return found === undefined ? {} : { choice: found[0] };
}

/** Mean of the finite numbers in the last third; NaN where there are none. */
export function lateMean(values: readonly number[]): number {
  const late = values.slice(Math.floor((2 * values.length) / 3)).filter(Number.isFinite);
  return late.reduce((sum, value) => sum + value, 0) / late.length;
}

/** How often a loss was above the one before it, by more than round-off in float32. */
export const rises = (losses: readonly number[]): number =>
  losses.filter((loss, i) => i > 0 && loss > losses[i - 1]! * (1 + 1e-5)).length;

/** `never`, `once`, `7 times` */
export const times = (n: number): string => (n === 0 ? 'never' : n === 1 ? 'once' : `${n} times`);

/** `74 %` */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;
