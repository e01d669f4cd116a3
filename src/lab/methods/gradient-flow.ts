import {
  gradientFlow as byTolerance,
  gradientFlowFixedStep,
} from '../../dynamics/methods/descent.ts';
import {
  type AdaptiveSolver,
  adaptiveSolvers,
  type FixedStepSolver,
  fixedStepSolvers,
} from '../../dynamics/solvers/registry.ts';
import { nodesOf } from '../spec/axis.ts';
import { defaults } from '../spec/defaults.ts';
import { means, namesOf, oneOf } from '../spec/field.ts';
import { type Issue, type Path, pathName, unusedKey } from '../spec/issue.ts';
import { defineMethod } from './define-method.ts';
import { dt, solverSources, tolerance } from './flow-keys.ts';

const adaptive = namesOf(adaptiveSolvers);
const fixedStep = namesOf(fixedStepSolvers);
type FlowSolver = AdaptiveSolver | FixedStepSolver;

/** Whether a solver estimates its error, and so takes a tolerance in place of dt. */
const isAdaptive = (solver: FlowSolver): solver is AdaptiveSolver =>
  adaptive.some((name) => name === solver);

export const gradientFlow = defineMethod({
  name: 'gradient-flow',
  title: 'gradient flow',
  about:
    'The differential equation dθ/dt = −∇L(θ), followed under error control or at a fixed step.',
  sources: { none: 'dθ/dt = −∇L(θ); cite the solver that follows it' },
  keys: {
    solver: oneOf([...adaptive, ...fixedStep])
      .default(defaults.solver)
      .meta(
        means(
          'The method that follows the flow: under error control, or (heun, rk4) at a fixed dt.',
          {
            source: 'a stabilised Runge–Kutta method: stiff flows take it few gradients',
            example: 'dormand-prince',
          },
        ),
      ),
    tolerance,
    dt: dt.exactOptional().meta(
      means('The fixed step of heun and rk4, in training time.', {
        ...{ example: 0.01, beside: { solver: 'rk4' } },
      }),
    ),
  },
  further: ({ solver }) => solverSources[solver],
  family: () => 'flow',
  contradictions: ({ solver = defaults.solver, ...asked }, { at }) =>
    nodesOf<FlowSolver>(solver, at).flatMap(({ value }) => stepIssues(value, asked, at)),
  build: (spec, { objective }) =>
    isAdaptive(spec.solver)
      ? byTolerance(objective, spec.tolerance, spec.solver)
      : gradientFlowFixedStep(objective, spec.dt!, spec.solver),
  evaluateEvery: () => 1,
  followsFlow: () => true,
  tolerance: (spec) => (isAdaptive(spec.solver) ? spec.tolerance : undefined),
  label: ({ solver }, title) => `${title} (${solver})`,
});

/** A solver takes a tolerance or a fixed step, and none takes both. */
function stepIssues(
  solver: FlowSolver,
  asked: { readonly tolerance?: unknown; readonly dt?: unknown },
  at: Path,
): Issue[] {
  if (isAdaptive(solver)) {
    const remedy = `choose solver: ${fixedStep.join(' or ')}`;
    return asked.dt === undefined ? [] : [unusedKey([...at, 'dt'], `solver ${solver}`, remedy)];
  }
  if (asked.dt === undefined) {
    const text = `${pathName([...at, 'dt'])} is missing: ${solver} needs a fixed step, such as dt: 0.01`;
    return [{ path: at, text }];
  }
  const remedy = `choose solver: ${adaptive.join(' or ')}`;
  return asked.tolerance === undefined
    ? []
    : [unusedKey([...at, 'tolerance'], `solver ${solver}`, remedy)];
}
