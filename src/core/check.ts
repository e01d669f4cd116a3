/** Returns a number in (0, ∞), else throws RangeError naming it; for misuse of the code, not input. */
export const positive = (name: string, value: number): number =>
  demand(value > 0 && value < Number.POSITIVE_INFINITY, name, 'in (0, ∞)', value);

/** Returns a number in [0, ∞), else throws RangeError. */
export const nonNegative = (name: string, value: number): number =>
  demand(value >= 0 && value < Number.POSITIVE_INFINITY, name, 'in [0, ∞)', value);

/** Returns an integer of at least `min` and below 2⁵³, else throws RangeError. */
export const integerAtLeast = (name: string, value: number, min: number): number =>
  demand(Number.isSafeInteger(value) && value >= min, name, `an integer in [${min}, 2⁵³)`, value);

/** Returns a number in [0, 1], else throws RangeError. */
export const fraction = (name: string, value: number): number =>
  demand(value >= 0 && value <= 1, name, 'in [0, 1]', value);

/** Returns a number in [0, 1), else throws RangeError: a share kept from step to step. */
export const decay = (name: string, value: number): number =>
  demand(value >= 0 && value < 1, name, 'in [0, 1)', value);

function demand(holds: boolean, name: string, what: string, value: number): number {
  if (!holds) throw new RangeError(`invalid ${name}; not ${what}: ${value}`);
  return value;
}
