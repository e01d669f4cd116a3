import {
  type AdaptiveSolver,
  type ExplicitPair,
  explicitPairs,
  type FixedStepSolver,
} from '../../dynamics/solvers/registry.ts';
import { independentSamplings } from '../../dynamics/terms/batches.ts';
import { nodesOf } from '../spec/axis.ts';
import { defaults } from '../spec/defaults.ts';
import { fraction, means, namesOf, oneOf, positive, section } from '../spec/field.ts';
import { type Issue, pathName } from '../spec/issue.ts';
import type { Whereabouts } from './method.ts';

/** A fixed step in training time. */
export const dt = positive('give the fixed step in training time, such as 0.01').meta(
  means('The fixed step in training time.', { example: 0.01 }),
);

/** One Brownian path for runs of other dt. */
export const brownianPath = section('a mapping, such as { step: 0.005 }', {
  step: positive('give the spacing in training time, such as 0.005').meta(
    means('The spacing of the path in training time, of which every dt is a multiple.', {
      example: 0.005,
    }),
  ),
})
  .exactOptional()
  .meta(
    means(
      'Take the noise of every step from one Brownian path, which runs of a seed and noise share whatever their dt; left out, every step draws its own.',
      { see: 'methods.md#lockstep-and-branching', example: { step: 0.005 } },
    ),
  );

/** Steps that are no multiple of the spacing of their path. */
export const offPath = (
  entry: { readonly dt: number | readonly number[]; readonly brownianPath?: PathEntry | undefined },
  { at }: Whereabouts,
): Issue[] =>
  nodesOf(entry.brownianPath, [...at, 'brownianPath']).flatMap(({ value: { step } }) =>
    nodesOf(entry.dt, [...at, 'dt'])
      .filter(({ value }) => !isMultiple(value, step))
      .map(({ value, path: own }) => ({
        path: own,
        text: `${pathName(own)} is ${value}, no multiple of the path’s step ${step}: give a multiple, or a smaller brownianPath.step`,
      })),
  );

type PathEntry = PathSpec | readonly PathSpec[];
type PathSpec = { readonly step: number };

/** Relative to a step of the path: the times of steps are products, off by round-off. */
const ROUND = 1e-6;

/** Whether a time is a whole number of steps of a path. */
export const isMultiple = (time: number, step: number): boolean =>
  Math.round(time / step) >= 1 && Math.abs(time / step - Math.round(time / step)) <= ROUND;

/** ` path=0.005`, for labels. */
export const pathLabel = (of: PathSpec | undefined): string =>
  of === undefined ? '' : ` path=${of.step}`;

/** Relative local error of a step. */
export const tolerance = fraction('give the relative error of a step, such as 1.0e-4')
  .default(defaults.tolerance)
  .meta(
    means('The relative local error of a step under error control.', {
      source:
        'chosen, not derived; halve it to see whether a distance between methods depends on it',
    }),
  );

/** What flows take whose solver is a pair of explicit methods. */
export const byPair = {
  solver: oneOf(namesOf(explicitPairs))
    .default(defaults.modifiedFlowSolver)
    .meta(
      means('The pair of explicit Runge–Kutta methods that follows the flow.', {
        source:
          'of the two that fit, the one of higher order: fewer gradients at the small tolerances that O(η²) asks for',
        example: 'bogacki-shampine',
      }),
    ),
  tolerance,
};

/** How the mini-batches are drawn whose noise a stochastic flow has. */
export const independent = oneOf(independentSamplings)
  .default(defaults.independentSampling)
  .meta(
    means('How the mini-batches are drawn whose noise it has.', {
      source: 'C/B, the covariance that the theory is written for',
      example: 'without-replacement',
    }),
  );

/** What the solvers of flows are to be cited by. */
export const solverSources: Readonly<Record<AdaptiveSolver | FixedStepSolver, readonly string[]>> =
  {
    rkc2: ['sommeijer1998'],
    'bogacki-shampine': ['bogacki1989'],
    'dormand-prince': ['dormand1980'],
    heun: ['heun1900', 'hairer1993'],
    rk4: ['hairer1993'],
  };

/** What is the same in flows under error control, whose steps each cost a pass over all examples. */
export const controlled = {
  evaluateEvery: () => 1,
  tolerance: (spec: { readonly tolerance: number }) => spec.tolerance,
  further: (spec: { readonly solver: ExplicitPair }) => solverSources[spec.solver],
};
