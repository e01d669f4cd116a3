import { type Rng, rng } from '../../core/random.ts';
import { compile } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { read, readScalar } from '../../engine/tensors/precise.ts';
import { indices, type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective } from '../../objective/objective.ts';
import type { Evaluated } from '../../probes/generalization/gap.ts';
import type { OperatorFamily } from '../../probes/operators/family.ts';
import { hessians } from '../../probes/operators/hessian.ts';
import type { ImageSource } from '../../problems/data/images.ts';
import { type Dataset, prepare } from '../../problems/data/prepare.ts';
import type { Network } from '../../problems/networks/network.ts';
import { type Problem, problem } from '../../problems/supervised/problem.ts';
import type { ProblemSpec } from '../spec/problem.ts';
import type { ReadArrays } from '../spec/weight-arrays.ts';
import { initialWeights, network, trained } from './networks.ts';

/** What a run trains and is measured on. */
export interface Task {
  readonly data: Dataset;
  readonly net: Network;
  readonly objective: NetworkObjective;
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
  /** Outputs on the test examples, row-major. Shape [test examples × classes]. */
  testOutputs(theta: Params): Float32Array;
  /** Mean test loss and accuracy. */
  testRow(theta: Params): { readonly loss: number; readonly accuracy: number };
  dispose(): void;
}

/** Where a task takes from what it does not compute. */
export interface Sources {
  readonly images: ImageSource;
  readonly readArrays: ReadArrays;
}

/**
 * Loads the data, builds the network and compiles what a run evaluates.
 *
 * @throws InputError where data, network and weights do not fit together
 */
export async function openTask(
  spec: ProblemSpec,
  { images: source, readArrays }: Sources,
): Promise<Task> {
  const random = rng(spec.seed);
  const images = await source(spec.data);
  const dataStream = (spec.data.seed === undefined ? random : rng(spec.data.seed)).fork('data');
  const data = prepare(images, spec.data, dataStream);
  const built = network(spec.network, data);
  const weights = initialWeights(spec.network, built, random.fork('init'), readArrays);
  const theta0 = weights.map((w, i) => tensor(w, built.shapes[i]!));
  const net = trained(spec.network, built, theta0);
  const train = problem(net, spec.loss, { x: data.x, labels: data.labels }, data.classes);
  const test = problem(net, spec.loss, { x: data.testX, labels: data.testLabels }, data.classes);
  const loss = compile((theta) => [train.objective.value(theta)]);
  const row = compile((theta) => [test.objective.value(theta), test.accuracy(theta)]);
  const curvature = hessians(train.objective);
  const onTrain = evaluator(train, data.count);
  const onTest = evaluator(test, data.testLabels.length);
  return {
    data,
    net,
    objective: train.objective,
    losses: train.losses,
    hessians: curvature,
    theta0,
    readArrays,
    random,
    trainLoss: (theta) => scalars(loss(theta))[0]!,
    evaluateTrain: onTrain.evaluate,
    evaluateTest: onTest.evaluate,
    testOutputs: onTest.outputs,
    testRow: (theta) => {
      const [value, accuracy] = scalars(row(theta));
      return { loss: value!, accuracy: accuracy! };
    },
    dispose: () => {
      for (const program of [loss, row, curvature, onTrain, onTest]) program.dispose();
      for (const p of [train, test]) p.dispose();
      dispose(theta0);
    },
  };
}

interface Evaluator extends Program {
  evaluate(theta: Params): Evaluated;
  outputs(theta: Params): Float32Array;
}

function evaluator(on: Problem, n: number): Evaluator {
  const losses = compile(([rows, ...theta]) => [on.losses(theta, rows!)]);
  const outputs = compile(([rows, ...theta]) => [on.outputs(theta, rows!)]);
  const accuracy = compile((theta) => [on.accuracy(theta)]);
  /** What a program makes of every example, a microbatch at a time. */
  const all = (program: (inputs: Params) => Tensor[], theta: Params): Float32Array => {
    let values = new Float32Array(0);
    for (let first = 0; first < n; first += on.microbatchSize) {
      const count = Math.min(on.microbatchSize, n - first);
      const rows = indices(Int32Array.from({ length: count }, (_, i) => first + i));
      const [part] = program([rows, ...theta]);
      const each = part!.size / count;
      if (first === 0) values = new Float32Array(n * each);
      values.set(read(part!), first * each);
      dispose([rows, part!]);
    }
    return values;
  };
  return {
    evaluate: (theta) => ({ losses: all(losses, theta), accuracy: scalars(accuracy(theta))[0]! }),
    outputs: (theta) => all(outputs, theta),
    dispose() {
      for (const program of [losses, outputs, accuracy]) program.dispose();
    },
  };
}

interface Program {
  dispose(): void;
}

function scalars(tensors: readonly Tensor[]): number[] {
  const values = tensors.map(readScalar);
  dispose(tensors);
  return values;
}
