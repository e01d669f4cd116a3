import {
  gradientDescent,
  gradientFlow,
  gradientFlowFixedStep,
} from '../dynamics/methods/descent.ts';
import type { AdaptiveSolver, FixedStepSolver } from '../dynamics/solvers/registry.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import { threshold } from '../probes/stability/threshold.ts';
import { type Check, relativeError } from './check.ts';
import { eigenvalues, endOf, onQuadratic, START } from './follow.ts';

/** e^{−ht} θ₀ at t = 1. */
const exact = START.map((x, j) => x * Math.exp(-eigenvalues[j]!));

/** Gradient flow on a quadratic, and the edge of descent. */
export const flowChecks: readonly Check[] = [
  order('heun', 2),
  order('rk4', 4),
  tolerated('rkc2'),
  tolerated('dormand-prince'),
  {
    name: 'largest stable η of descent',
    against: '2/λ, bracketed to 1 %',
    bounds: { single: 0.01, double: 0.01 },
    error: (precision) => Math.abs((edge(precision) * eigenvalues.at(-1)!) / 2 - 1),
  },
];

/** The order by which the error at t = 1 falls as dt is halved; single precision has too few digits for it. */
function order(solver: FixedStepSolver, p: number): Check {
  return {
    name: `order of gradient flow by ${solver}`,
    against: `${p}, by e^{−ht} θ₀`,
    bounds: { double: 0.1 },
    error: (precision) =>
      onQuadratic((objective) => {
        const [coarse, fine] = [1 / 128, 1 / 256].map((dt) => {
          const method = gradientFlowFixedStep(objective, dt, solver);
          return relativeError(
            endOf(method, objective.shapes, START, { time: 1, precision }),
            exact,
          );
        });
        return Math.abs(Math.log2(coarse! / fine!) - p);
      }),
  };
}

/** Each step may be off by τ ‖θ‖ and the quadratic forgets errors, so that the end is off by few τ. */
function tolerated(solver: AdaptiveSolver): Check {
  const tolerance = 1e-4;
  return {
    name: `gradient flow by ${solver}`,
    against: `e^{−ht} θ₀, tolerance ${tolerance}`,
    bounds: { single: 30 * tolerance, double: 30 * tolerance },
    error: (precision) =>
      onQuadratic((objective) => {
        const method = gradientFlow(objective, tolerance, solver);
        return relativeError(endOf(method, objective.shapes, START, { time: 1, precision }), exact);
      }),
  };
}

/** The largest η by which the fastest mode does not grow over 200 steps. */
const edge = (precision: Precision): number =>
  onQuadratic(
    (objective) =>
      threshold(
        (eta) => {
          const end = endOf(gradientDescent(objective, eta), objective.shapes, START, {
            steps: 200,
            precision,
          });
          return { stable: Math.abs(end.at(-1)!) <= Math.abs(START.at(-1)!), gradients: 200 };
        },
        { guess: 1, width: 0.005 },
      ).value,
  );
