import type { Arithmetic } from '../expression/syntax.ts';
import { between, exact, isExact, type Missing, missing, type Quantity } from './value.ts';

/**
 * The arithmetic of expressions, on numbers and on the ends between which they lie: the ends of the answer hold every
 * answer of numbers between the ends. Moore, Kearfott & Cloud 2009, "Introduction to interval analysis", §2.
 * What has no value (0/0, the logarithm of −1) is missing, not NaN.
 */
export function operate(op: Arithmetic, a: Quantity, b: Quantity): Quantity | Missing {
  switch (op) {
    case '+':
      return checked(between(a.value + b.value, a.low + b.low, a.high + b.high), 'a sum');
    case '-':
      return checked(between(a.value - b.value, a.low - b.high, a.high - b.low), 'a difference');
    case '*':
      return checked(corners(a, b, times), 'a product');
    case '/':
      if (b.value === 0)
        return missing('undefined', a.value === 0 ? '0 divided by 0' : 'a division by 0');
      if (b.low <= 0 && b.high >= 0 && !isExact(b))
        return between(a.value / b.value, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      return checked(corners(a, b, divided), 'a ratio');
    case '^':
      return power(a, b);
  }
}

/** Functions of one number that rise with it. */
export function rising(name: 'log' | 'sqrt' | 'exp', a: Quantity): Quantity | Missing {
  if (name === 'exp') return between(Math.exp(a.value), Math.exp(a.low), Math.exp(a.high));
  if (name === 'log' && !(a.value > 0)) return missing('undefined', `the logarithm of ${a.value}`);
  if (name === 'sqrt' && !(a.value >= 0)) return missing('undefined', `the root of ${a.value}`);
  const f = name === 'log' ? Math.log : Math.sqrt;
  return between(f(a.value), f(Math.max(a.low, 0)), f(a.high));
}

export const negative = ({ value, low, high }: Quantity): Quantity => between(-value, -high, -low);

export function absolute({ value, low, high }: Quantity): Quantity {
  const far = Math.max(Math.abs(low), Math.abs(high));
  const near = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
  return between(Math.abs(value), near, far);
}

/** The smallest or largest of some numbers. */
export function extreme(name: 'min' | 'max', of: readonly Quantity[]): Quantity {
  const f = Math[name];
  return between(
    f(...of.map((q) => q.value)),
    f(...of.map((q) => q.low)),
    f(...of.map((q) => q.high)),
  );
}

// An end of 0 · ∞ is 0: no finite number times 0 is more.
const times = (x: number, y: number) => (x === 0 || y === 0 ? 0 : x * y);
const divided = (x: number, y: number) => (x === 0 ? 0 : x / y);

function corners(a: Quantity, b: Quantity, f: (x: number, y: number) => number): Quantity {
  const value = f(a.value, b.value);
  if (isExact(a) && isExact(b)) return exact(value);
  const all = [f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)];
  return between(value, Math.min(...all), Math.max(...all));
}

function power(a: Quantity, b: Quantity): Quantity | Missing {
  const value = a.value ** b.value;
  if (Number.isNaN(value)) return missing('undefined', `${a.value} to the power ${b.value}`);
  if (a.value === 0 && b.value < 0) return missing('undefined', 'a division by 0');
  if (isExact(a) && isExact(b)) return checked(exact(value), 'a power');
  if (a.low > 0) return corners(a, b, (x, y) => x ** y);
  if (!isExact(b) || !Number.isInteger(b.value))
    return between(value, 0, Math.max(a.high ** b.low, a.high ** b.high));
  if (b.value < 0) return operate('/', exact(1), power(a, negative(b)) as Quantity);
  const ends = [a.low ** b.value, a.high ** b.value];
  const least = b.value % 2 === 0 && a.low <= 0 && a.high >= 0 ? 0 : Math.min(...ends);
  return between(value, least, Math.max(...ends));
}

const checked = (q: Quantity, what: string): Quantity | Missing =>
  Number.isNaN(q.value) || Number.isNaN(q.low) || Number.isNaN(q.high)
    ? missing('undefined', `${what} without a value`)
    : q;
