import { rng } from '../../src/core/random.ts';
import {
  type LinearRegression,
  linearRegression,
} from '../../src/problems/toys/linear-regression.ts';
import { regressionGradient } from './methods-in-float64.ts';

export interface SmallRegression extends LinearRegression {
  readonly n: number;
  readonly theta0: Float64Array;
  /** ∇L over some rows, in float64 by hand. */
  gradient(theta: Float64Array, rows: ArrayLike<number>): Float64Array;
  readonly everyRow: readonly number[];
}

/** Linear regression with 24 examples of 4 inputs, whose gradient can be written out. */
export function smallRegression(): SmallRegression {
  const [n, d] = [24, 4];
  const x = Float64Array.from(
    rng(11)
      .fork('x')
      .normals(n * d),
  );
  const y = Float64Array.from(rng(11).fork('y').normals(n));
  return {
    ...linearRegression(x, y),
    n,
    theta0: Float64Array.of(1, -2, 0.5, 3),
    gradient: (theta, rows) => regressionGradient(x, y, theta, rows),
    everyRow: Array.from({ length: n }, (_, i) => i),
  };
}
