import { type Rng, rng } from '../../core/random.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { lossOf } from '../../objective/loss-of.ts';
import type { NetworkObjective } from '../../objective/objective.ts';
import type { Evaluated } from '../../probes/generalization/gap.ts';
import type { OperatorFamily } from '../../probes/operators/family.ts';
import { hessians } from '../../probes/operators/hessian.ts';
import type { ImageSource } from '../../problems/data/images.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import type { Network } from '../../problems/networks/network.ts';
import { accuracies, evaluator } from '../../problems/supervised/evaluator.ts';
import { type Problem, problem } from '../../problems/supervised/problem.ts';
import type { ProblemSpec } from '../spec/problem.ts';
import type { ReadArrays } from '../spec/weight-arrays.ts';
import { datasetOf } from './dataset.ts';
import { initialWeights, network, trained, weightTensors } from './networks.ts';

/** What a run trains and is measured on. */
export interface Task {
  readonly data: Dataset;
  readonly net: Network;
  readonly objective: NetworkObjective;
  /** The arithmetic of training and measuring. */
  readonly precision: Precision;
  readonly losses: Problem['losses'];
  /** Of the training loss. */
  readonly hessians: OperatorFamily;
  readonly theta0: readonly Tensor[];
  /** Reads what else the spec names: a preconditioner, a diffusion. */
  readonly readArrays: ReadArrays;
  /** Streams of this run, by purpose: `data`, `init`, `batches`, `trace`, `sharpness`. */
  readonly random: Rng;
  /** L(θ) on all training examples. */
  trainLoss(theta: Params): number;
  evaluateTrain(theta: Params): Evaluated;
  evaluateTest(theta: Params): Evaluated;
  /** Outputs on the test examples, row-major. Shape [test examples × k]. */
  testOutputs(theta: Params): Float32Array | Float64Array;
  /** Outputs on the training examples, row-major. Shape [n × k]. */
  trainOutputs(theta: Params): Float32Array | Float64Array;
  /** Mean test loss, and accuracy where targets are classes. */
  testRow(theta: Params): { readonly loss: number; readonly accuracy?: number };
  dispose(): void;
}

/** Where a task takes from what it does not compute. */
export interface Sources {
  readonly images: ImageSource;
  readonly readArrays: ReadArrays;
}

/**
 * Loads the data, builds the network and compiles what a run evaluates, in the precision of the spec.
 *
 * @throws InputError where data, network and weights do not fit together; what is computed, Error where double precision is
 * asked off the native engine
 */
export async function openTask(spec: ProblemSpec, { images, readArrays }: Sources): Promise<Task> {
  const random = rng(spec.seed);
  const { precision = 'single' } = spec;
  const data = await datasetOf(spec.data, spec.seed, images, precision);
  const built = network(spec.network, data);
  const weights = initialWeights(spec.network, built, random.fork('init'), readArrays);
  const theta0 = weightTensors(weights, built.shapes, precision);
  const net = trained(spec.network, built, theta0);
  const { outputs, classes } = data;
  const onTestSet = { x: data.testX, classes, ...data.testTargets };
  const [train, test] = [data, onTestSet].map((on) =>
    problem(net, spec.loss, on, outputs, precision),
  ) as [Problem, Problem];
  const loss = lossOf(train.objective);
  const row = compile(
    (theta) => [test.objective.value(theta), ...accuracies(test, theta)],
    precision,
  );
  const curvature = hessians(train.objective);
  const onTrain = evaluator(train);
  const onTest = evaluator(test);
  return {
    data,
    net,
    objective: train.objective,
    precision,
    losses: train.losses,
    hessians: curvature,
    theta0,
    readArrays: readOnce(readArrays),
    random,
    trainLoss: loss,
    evaluateTrain: onTrain.evaluate,
    evaluateTest: onTest.evaluate,
    testOutputs: onTest.outputs,
    trainOutputs: onTrain.outputs,
    testRow: (theta) => {
      const found = row(theta);
      const [value, accuracy] = found.map(readScalar);
      dispose(found);
      return { loss: value!, ...(accuracy !== undefined && { accuracy }) };
    },
    dispose: () => {
      for (const program of [loss, row, curvature, onTrain, onTest]) program.dispose();
      for (const p of [train, test]) p.dispose();
      dispose(theta0);
    },
  };
}

/** Reads each file once: a method is built anew for every trial of a threshold. */
function readOnce(read: ReadArrays): ReadArrays {
  const known = new Map<string, ReturnType<ReadArrays>>();
  return (path) => {
    const arrays = known.get(path) ?? read(path);
    known.set(path, arrays);
    return arrays;
  };
}
