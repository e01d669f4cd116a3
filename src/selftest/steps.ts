import { constant } from '../dynamics/integrate/controller.ts';
import type { Solver } from '../dynamics/integrate/solver.ts';
import { adam } from '../dynamics/solvers/adam.ts';
import { euler } from '../dynamics/solvers/euler.ts';
import { heavyBall, nesterov } from '../dynamics/solvers/momentum.ts';
import { rmsprop } from '../dynamics/solvers/rmsprop.ts';
import { descend } from '../dynamics/terms/descend.ts';
import { type Check, relativeError, roundings } from './check.ts';
import { eigenvalues, endOf, onQuadratic, START } from './follow.ts';

const ETA = 0.1;
/** Of methods that scale their steps: no weight comes to where its gradient changes sign, and round-off with it would be scaled up. */
const SCALED = 0.005;
const STEPS = 40;
const BETA = 0.9;
/** Added to the root where steps are scaled: large enough that a gradient near 0 is not blown up to the size of a step. */
const EPSILON = 0.01;

/** Every discrete method on a quadratic, mode by mode. */
export const stepChecks: readonly Check[] = [
  check('gradient descent', '(1 − ηh)ᵏ θ₀', euler, ETA, (h) => (1 - ETA * h) ** STEPS),
  check('heavy ball', 'roots of r² − (1 + β − ηh)r + β', heavyBall(BETA), ETA, byRoots),
  check('Nesterov', 'a loop in float64', nesterov(BETA), ETA, (h) => {
    let [x, v] = [1, 0];
    for (let k = 0; k < STEPS; k++) {
      v = BETA * v + h * x;
      x -= ETA * (h * x + BETA * v);
    }
    return x;
  }),
  check('Adam', 'a loop in float64', adam({ epsilon: EPSILON }), SCALED, (h, x0) => {
    let [x, m, v] = [x0, 0, 0];
    for (let k = 1; k <= STEPS; k++) {
      const g = h * x;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      x -= (SCALED * m) / (1 - 0.9 ** k) / (Math.sqrt(v / (1 - 0.999 ** k)) + EPSILON);
    }
    return x / x0;
  }),
  check('RMSProp', 'a loop in float64', rmsprop({ epsilon: EPSILON }), SCALED, (h, x0) => {
    let [x, v] = [x0, 0];
    for (let k = 0; k < STEPS; k++) {
      const g = h * x;
      v = 0.99 * v + 0.01 * g * g;
      x -= (SCALED * g) / (Math.sqrt(v) + EPSILON);
    }
    return x / x0;
  }),
];

/** A method, and the factor by which its steps multiply θⱼ on a mode of curvature h, from a start at rest in θⱼ = x₀. */
function check(
  name: string,
  against: string,
  solver: Solver,
  eta: number,
  factor: (h: number, x0: number) => number,
): Check {
  return {
    name,
    against: `${against}, ${STEPS} steps`,
    bounds: roundings(200),
    error: (precision) =>
      onQuadratic((objective) => {
        const method = { term: descend(objective), solver, controller: constant(eta) };
        const end = endOf(method, objective.shapes, START, { steps: STEPS, precision });
        const exact = START.map((x, j) => x * factor(eigenvalues[j]!, x));
        return relativeError(end, exact);
      }),
  };
}

/** xₖ = β^{k/2} (cos kω + b sin kω) with x₁ = 1 − ηh, of complex roots √β e^{±iω}. */
function byRoots(h: number): number {
  const omega = Math.acos((1 + BETA - ETA * h) / (2 * Math.sqrt(BETA)));
  const b = ((1 - ETA * h) / Math.sqrt(BETA) - Math.cos(omega)) / Math.sin(omega);
  return BETA ** (STEPS / 2) * (Math.cos(STEPS * omega) + b * Math.sin(STEPS * omega));
}
