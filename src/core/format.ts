/**
 * A number for people, to `digits` significant digits: 0.0832, 382, −1.2 × 10⁻⁵.
 *
 * Powers of ten below 10⁻³ and from 10⁶ on. Digits before the decimal point are never zeroed, so
 * 12345 to three digits is 12345: a report must not state a count wrongly. Throws RangeError unless
 * `digits` is an integer from 1 to 17.
 */
export function significant(x: number, digits = 3): string {
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 17)) {
    throw new RangeError(`invalid digits; not an integer in [1, 17]: ${digits}`);
  }
  if (!Number.isFinite(x)) return special(x);
  if (x === 0) return '0';
  const exponent = exponentOf(x, digits);
  if (exponent < -3 || exponent >= 6) return power(x, exponent, digits - 1);
  return minus(trim(x.toFixed(Math.max(0, digits - 1 - exponent))));
}

/**
 * How far apart two numbers of one sign are, by their ratio less 1: `18.2 %`, and from a factor of 2 on `a factor of 21.4`.
 * Throws RangeError for a share below 0.
 */
export function shareText(share: number): string {
  if (!(share >= 0)) throw new RangeError(`invalid share; below 0: ${share}`);
  return share < 1 ? `${significant(100 * share)} %` : `a factor of ${significant(1 + share)}`;
}

/**
 * A value with its standard error, both rounded to the error's two significant digits: 382 ± 14,
 * 0.0832 ± 0.0011, (1.20 ± 0.15) × 10⁻⁵. With error 0 or not finite the value keeps four digits.
 *
 * @example
 * console.log(withError(381.7, 14.2)); // 382 ± 14
 */
export function withError(value: number, stderr: number): string {
  const { shown, error, exponent } = valueAndError(value, stderr);
  if (error === null) return shown;
  const both = `${shown} ± ${error}`;
  return exponent === 0 ? both : `(${both}) × 10${superscript(exponent)}`;
}

/** What {@link withError} writes, in pieces. */
export interface ValueAndError {
  readonly shown: string;
  /** Null where there is none. */
  readonly error: string | null;
  /** The power of ten that value and error are to be multiplied by; 0 for none. */
  readonly exponent: number;
}

/** A value and its standard error as {@link withError} rounds them. */
export function valueAndError(value: number, stderr: number): ValueAndError {
  if (!Number.isFinite(value)) return { shown: special(value), error: null, exponent: 0 };
  if (stderr === 0) return { shown: significant(value, 4), error: null, exponent: 0 };
  if (!(stderr > 0 && stderr < Number.POSITIVE_INFINITY)) {
    return { shown: significant(value, 4), error: special(stderr), exponent: 0 };
  }
  const last = exponentOf(stderr, 2) - 1; // the power of ten of the last digit kept
  const top = Math.max(exponentOf(value, 17), last + 1);
  // A double has no more digits to show than these.
  if (top - last > 15) {
    return { shown: significant(value, 17), error: significant(stderr, 2), exponent: 0 };
  }
  const exponent = top >= -3 && top < 6 ? 0 : top;
  const show = (x: number) => {
    const rounded = shift(Number(shift(x, -last).toFixed(0)), last - exponent);
    return minus(rounded.toFixed(Math.max(0, exponent - last)));
  };
  return { shown: show(value), error: show(stderr), exponent };
}

const special = (x: number) => minus(`${x}`.replace('Infinity', '∞'));

// The decimal exponent after rounding, so that 0.9996 to three digits counts as 1.00; 0 for 0.
const exponentOf = (x: number, digits: number) => Number(x.toExponential(digits - 1).split('e')[1]);

const power = (x: number, exponent: number, decimals: number) => {
  const mantissa = trim(x.toExponential(decimals).split('e')[0]!);
  return `${minus(mantissa)} × 10${superscript(exponent)}`;
};

// Through the decimal text: 10 ** n is not exact for negative n.
const shift = (x: number, by: number) => {
  const [mantissa, exponent] = x.toExponential().split('e');
  return Number(`${mantissa}e${Number(exponent) + by}`);
};

const trim = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

// A true minus sign, but none on a value that rounds to zero.
const minus = (text: string) => text.replace(/^-(?=[0.]*$)/, '').replace('-', '−');

const superscript = (n: number) =>
  [...`${n}`].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
