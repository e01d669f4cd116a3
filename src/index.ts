/**
 * The door of the library: what a script imports from `flowlab`.
 *
 * docs/library.md shows how the names play together; its examples and those of each function run in the tests.
 */

// The engine, tensors in and out, and chance.

export { rng } from './core/random.ts';
export { openEngine } from './engine/backend.ts';
export { dispose } from './engine/tensors/memory.ts';
/** The operations of losses and networks; each differentiates twice. */
export * as ops from './engine/tensors/operations.ts';
export { flatten } from './engine/tensors/params.ts';
export { type Params, type Tensor, tensor } from './engine/tensors/tensor.ts';

// What is trained.

export { loadDataset } from './cli/host/load-dataset.ts';
export { lossOf } from './objective/loss-of.ts';
export type { Objective } from './objective/objective.ts';
export { cnn } from './problems/networks/cnn.ts';
export { mlp } from './problems/networks/mlp.ts';
export { initialParams, type Network } from './problems/networks/network.ts';
export { evaluator } from './problems/supervised/evaluator.ts';
export type { NetworkModule } from './problems/supervised/network-module.ts';
export { objectiveOf } from './problems/supervised/objective-of.ts';
export { problem } from './problems/supervised/problem.ts';

// How it moves.

export { constant } from './dynamics/integrate/controller.ts';
export { integrate, type Method } from './dynamics/integrate/integrate.ts';
export { lockstep } from './dynamics/integrate/lockstep.ts';
export {
  gradientDescent,
  gradientFlow,
  stochasticGradientDescent,
} from './dynamics/methods/descent.ts';
export { adam } from './dynamics/solvers/adam.ts';
export { batches } from './dynamics/terms/batches.ts';
export { descend } from './dynamics/terms/descend.ts';
export { train } from './dynamics/training/train.ts';

// What is measured.

export type { Estimate } from './core/estimate.ts';
export { withError } from './core/format.ts';
export type { LinearOperator } from './linalg/operator.ts';
export { gap } from './probes/generalization/gap.ts';
export { hessian } from './probes/operators/hessian.ts';
export { eigenpairs } from './probes/spectrum/eigenvalues.ts';
export { sharpness } from './probes/spectrum/sharpness.ts';
export { trace } from './probes/trace/hutchinson.ts';

// What is asked, recorded and shown.

export { runExperiment } from './cli/host/run-experiment.ts';
export { readExperiment } from './lab/experiment/read.ts';
export { summarise } from './report/findings/findings.ts';
export { writeReport } from './report/page/report.ts';
