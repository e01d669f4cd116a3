import { kendallTau } from '../../stats/rank.ts';
import { line } from '../../stats/regression.ts';
import { variance } from '../../stats/summary.ts';
import type { Call } from '../expression/syntax.ts';
import { rising } from './arithmetic.ts';
import { between, exact, isExact, type Missing, missing, type Quantity } from './value.ts';

/** A value at a place of what it is taken over. */
export interface Point {
  readonly x: number;
  readonly y: Quantity;
}

/** A function of several values: their mean, spread, extremes, slope, order. */
export function reduced(node: Call, points: readonly Point[]): Quantity | Missing {
  const { name } = node;
  const n = points.length;
  const fewest = ['var', 'sd', 'slope', 'intercept', 'tau'].includes(name) ? 2 : 1;
  if (n < fewest) return missing('undefined', `${name}(…) of ${n} value${n === 1 ? '' : 's'}`);
  const ys = points.map(({ y }) => y);
  const each = (f: (of: readonly number[]) => number) =>
    between(f(ys.map((q) => q.value)), f(ys.map((q) => q.low)), f(ys.map((q) => q.high)));
  switch (name) {
    case 'mean':
      return each((of) => sum(of) / n);
    case 'sum':
      return each(sum);
    case 'min':
      return each((of) => of.reduce((a, b) => Math.min(a, b)));
    case 'max':
      return each((of) => of.reduce((a, b) => Math.max(a, b)));
    case 'sd':
    case 'var':
      return spread(ys, name);
    case 'tau': {
      const tau = kendallTau(
        points.map(({ x }) => x),
        ys.map((q) => q.value),
      );
      return Number.isNaN(tau) ? missing('undefined', 'τ of a constant') : exact(tau);
    }
    case 'slope':
    case 'intercept':
      return fitted(node, points);
    default:
      return missing('undefined', `${name}(…) of several values`);
  }
}

const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);

// Moving every value by at most δ moves s by at most δ √(n/(n − 1)): s is a norm over √(n − 1).
function spread(ys: readonly Quantity[], name: 'sd' | 'var'): Quantity {
  const sd = Math.sqrt(variance(ys.map((q) => q.value)));
  const delta = Math.max(...ys.map((q) => Math.max(q.value - q.low, q.high - q.value)));
  const room = ys.every(isExact) ? 0 : delta * Math.sqrt(ys.length / (ys.length - 1));
  const [low, high] = [Math.max(0, sd - room), sd + room];
  return name === 'sd' ? between(sd, low, high) : between(sd * sd, low * low, high * high);
}

/** The least-squares line through (x, y), or through their logarithms; it is a sum of the y with weights. */
function fitted({ name, named }: Call, points: readonly Point[]): Quantity | Missing {
  const scale = named.find((one) => one.name === 'scale')?.value;
  const isLog = scale?.kind === 'name' && scale.name === 'log';
  const ys: Quantity[] = [];
  for (const { y } of points) {
    const one = isLog ? rising('log', y) : y;
    if (one.kind === 'missing') return one;
    ys.push(one);
  }
  if (isLog && points.some(({ x }) => !(x > 0)))
    return missing('undefined', 'the logarithm of what is not positive');
  return weighted(
    points.map(({ x }) => (isLog ? Math.log(x) : x)),
    ys,
    name === 'slope' ? 'slope' : 'intercept',
  );
}

/** The slope or intercept of the least-squares line, with the ends that those of its points allow. */
export function weighted(
  xs: readonly number[],
  ys: readonly Quantity[],
  what: 'slope' | 'intercept',
): Quantity | Missing {
  const middle = sum(xs) / xs.length;
  const spreadOf = sum(xs.map((x) => (x - middle) ** 2));
  if (!(spreadOf > 0)) return missing('undefined', 'a line through points at one place');
  const { slope, intercept } = line(
    xs,
    ys.map((q) => q.value),
  );
  const value = (what === 'slope' ? slope : intercept).value;
  if (ys.every(isExact))
    return Number.isNaN(value) ? missing('undefined', 'a line without a slope') : exact(value);
  const weights = xs.map((x) => {
    const ofSlope = (x - middle) / spreadOf;
    return what === 'slope' ? ofSlope : 1 / xs.length - middle * ofSlope;
  });
  const end = (low: boolean) =>
    sum(weights.map((w, i) => (w === 0 ? 0 : w * (w > 0 === low ? ys[i]!.low : ys[i]!.high))));
  return between(value, end(true), end(false));
}
