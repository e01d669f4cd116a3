import { rng } from '../core/random.ts';
import type { Method } from '../dynamics/integrate/integrate.ts';
import { stochasticGradientDescent } from '../dynamics/methods/descent.ts';
import { langevin } from '../dynamics/methods/stochastic-flow.ts';
import { batches } from '../dynamics/terms/batches.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import type { Objective } from '../objective/objective.ts';
import { springs } from '../problems/toys/springs.ts';
import { type Check, relativeError, roundings } from './check.ts';
import { endOf, pathOf } from './follow.ts';

const [n, d] = [64, 63];
const [H, ETA, BATCH] = [1.2, 1, 4];
const [TEMPERATURE, DT] = [0.3, 0.5];

/** Rows of a Hadamard matrix without its constant column: mean 0 and covariance I, exactly. Shape [n, d]. */
const centres = Float64Array.from(
  { length: n * d },
  (_, k) => 1 - 2 * parity(Math.floor(k / d) & ((k % d) + 1)),
);

function parity(k: number): number {
  return k === 0 ? 0 : (k & 1) ^ parity(k >> 1);
}

/** Methods that draw, on springs with a centre an example. */
export const noiseChecks: readonly Check[] = [
  {
    name: 'SGD, B = 4',
    against: 'a loop in float64 over the same rows',
    bounds: roundings(200),
    error: (precision) =>
      onSprings((objective) => {
        const rows = batches(n, BATCH, 'shuffled', rng(5));
        const method = stochasticGradientDescent(objective, ETA / 2, rows);
        const end = endOf(method, objective.shapes, new Float64Array(d), { steps: 50, precision });
        const theta = new Float64Array(d);
        for (let k = 0; k < 50; k++) {
          const own = rows(k);
          for (let j = 0; j < d; j++) {
            const pull = own.reduce((sum, i) => sum + centres[i * d + j]!, 0) / own.length;
            theta[j]! -= (ETA / 2) * H * (theta[j]! - pull);
          }
        }
        return relativeError(end, theta);
      }),
  },
  // C = h² c of the centres: the noise of B rows drawn with replacement is C/B.
  stationary(
    'SGD',
    'ηh/(B(2 − ηh))',
    (o) => stochasticGradientDescent(o, ETA, batches(n, BATCH, 'with-replacement', rng(6))),
    (ETA * H) / (BATCH * (2 - ETA * H)),
  ),
  stationary(
    'Langevin dynamics',
    'T/(h(1 − dt h/2))',
    (o) => langevin(o, TEMPERATURE, DT, rng(7)),
    TEMPERATURE / (H * (1 - (DT * H) / 2)),
  ),
];

/** Points of a trajectory that are far enough apart to be independent, after as many steps that are left out. */
const [POINTS, APART] = [60, 20];

function stationary(
  what: string,
  formula: string,
  method: (objective: Objective) => Method,
  exact: number,
): Check {
  return {
    name: `stationary variance of ${what} in its errors`,
    against: formula,
    bounds: { single: 4, double: 4 },
    error: (precision) => onSprings((o) => deviation(method(o), o, exact, precision)),
  };
}

/** How many standard errors the mean square of θ is off. */
function deviation(
  method: Method,
  { shapes }: Objective,
  exact: number,
  precision: Precision,
): number {
  const options = { steps: (POINTS + 1) * APART, stride: APART, precision };
  const squares = pathOf(method, shapes, new Float64Array(d), options)
    .slice(2)
    .map((theta) => theta.reduce((sum, x) => sum + x * x, 0) / d);
  const mean = squares.reduce((a, b) => a + b) / squares.length;
  const spread = squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (squares.length - 1);
  return Math.abs(mean - exact) / Math.sqrt(spread / squares.length);
}

function onSprings<T>(body: (objective: Objective) => T): T {
  const toy = springs(H, { x: centres, n, d });
  try {
    return body(toy.objective);
  } finally {
    toy.dispose();
  }
}
