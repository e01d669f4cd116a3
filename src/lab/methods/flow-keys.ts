import { explicitPairs } from '../../dynamics/solvers/registry.ts';
import { independentSamplings } from '../../dynamics/terms/batches.ts';
import { defaults } from '../spec/defaults.ts';
import { fraction, namesOf, oneOf, positive } from '../spec/field.ts';

/** A fixed step in training time. */
export const dt = positive('give the fixed step in training time, such as 0.01');

/** Relative local error of a step. */
export const tolerance = fraction('give the relative error of a step, such as 1.0e-4').default(
  defaults.tolerance,
);

/** What flows take whose solver is a pair of explicit methods. */
export const byPair = {
  solver: oneOf(namesOf(explicitPairs)).default(defaults.modifiedFlowSolver),
  tolerance,
};

/** How the mini-batches are drawn whose noise a stochastic flow has. */
export const independent = oneOf(independentSamplings).default(defaults.independentSampling);

/** What is the same in flows under error control, whose steps each cost a pass over all examples. */
export const controlled = {
  evaluateEvery: () => 1,
  tolerance: (spec: { readonly tolerance: number }) => spec.tolerance,
};
