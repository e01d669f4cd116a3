import type { Rng } from '../../core/random.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { add } from '../../engine/tensors/operations.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { lossOf } from '../../objective/loss-of.ts';
import type { NetworkObjective } from '../../objective/objective.ts';
import type { ImageSource } from '../../problems/data/images.ts';
import type { Dataset, MarkedTests } from '../../problems/data/prepare.ts';
import type { Network } from '../../problems/networks/network.ts';
import { accuracies, type Evaluator, evaluator } from '../../problems/supervised/evaluator.ts';
import type { Loss } from '../../problems/supervised/losses.ts';
import { l2Penalty, penalised } from '../../problems/supervised/penalised.ts';
import { type Problem, problem } from '../../problems/supervised/problem.ts';
import type { SupervisedSpec } from '../spec/problem.ts';
import type { ReadArrays } from '../spec/weight-arrays.ts';
import { built, type ReadModule } from './built.ts';
import { checkModule } from './check-module.ts';
import { datasetOf } from './dataset.ts';
import { lossModel } from './loss-model.ts';
import { initialWeights, linearModel, trained, weightTensors } from './networks.ts';
import type { Opened } from './opened.ts';

/** Where a network's task takes from what it does not compute, and the weights that its model is about, if not the initial ones. */
interface From {
  readonly images: ImageSource;
  readonly readArrays: ReadArrays;
  readonly readModule?: ReadModule | undefined;
  readonly random: Rng;
  readonly at?: Params | undefined;
}

/**
 * Loads the data, builds the network and compiles what a run evaluates, in the precision of the spec.
 *
 * @throws InputError where data, network and weights do not fit together
 */
export async function openSupervised(
  spec: SupervisedSpec,
  { images, readArrays, readModule, random, at }: From,
): Promise<Opened> {
  const { precision = 'single' } = spec;
  const data = await datasetOf(spec.data, spec.seed, images, precision);
  const { network, loss, penalty } = await built(spec, data, readModule);
  const weights = initialWeights(spec.network, network, random.fork('init'), readArrays);
  if (spec.network.kind === 'module')
    checkModule({ network, loss, ...(penalty && { penalty }) }, spec.network.module, weights, data);
  const theta0 = weightTensors(weights, network.shapes, precision);
  // Tensors of their own, since derivatives in θ at θ₀ would reach them otherwise where functions run eagerly.
  const start = weightTensors(weights, network.shapes, precision);
  const places = { initial: start, at: at ?? start };
  const net = trained(spec.network, network, places);
  const { outputs, classes, preparation, checksums } = data;
  const onTestSet = { x: data.testX, classes, ...data.testTargets };
  const { shaping, l2 } = spec;
  const penalties = [...(l2 === undefined ? [] : [l2Penalty(l2)]), ...(penalty ? [penalty] : [])];
  const onTrainSet = shaping === undefined ? data : { ...data, shaping };
  const [train, test] = [onTrainSet, onTestSet].map((on) =>
    problem(net, loss, on, outputs, precision),
  ) as [Problem, Problem];
  const withPenalties = (of: NetworkObjective) => penalties.reduce(penalised, of);
  const own = withPenalties(train.objective);
  const model = lossModel(spec.network, own, {
    at: places.at,
    linear() {
      const net = linearModel(spec.network, network, places);
      const of = problem(net, loss, onTrainSet, outputs, precision);
      return { objective: withPenalties(of.objective), dispose: of.dispose };
    },
  });
  const objective = model?.objective ?? own;
  const asIs = objective === train.objective;
  // Without a shaping term it is what is trained on, but for penalties.
  const plain = shaping === undefined ? train : problem(net, loss, data, outputs, precision);
  const marked = data.marked && openMarked(data, data.marked, net, loss, precision);
  const row = compile(
    (theta) => [test.objective.value(theta), ...accuracies(test, theta)],
    precision,
  );
  const plainLoss = lossOf(plain.objective);
  const trainedLoss = asIs ? undefined : lossOf(objective);
  const onTrain = evaluator(train);
  const onTest = evaluator(test);
  return {
    ...{ objective, theta0, label: net.label },
    ...{ preparation, checksums },
    references: {},
    supervised: {
      ...{ data, net, objective: own },
      ...(model === undefined && {
        losses: (theta, rows) =>
          penalties.reduce((each, one) => add(each, one.value(theta)), train.losses(theta, rows)),
      }),
      ...(asIs && shaping === undefined && typeof loss === 'string' && { lossName: loss }),
      plainLoss,
      evaluateTrain: (theta) => ({
        ...onTrain.evaluate(theta),
        ...(!(asIs && plain === train) && { plainLoss: plainLoss(theta) }),
        ...(trainedLoss && { trainedLoss: trainedLoss(theta) }),
      }),
      evaluateTest: onTest.evaluate,
      testOutputs: onTest.outputs,
      testHidden: onTest.hidden,
      trainOutputs: onTrain.outputs,
      ...(marked && { marked }),
      testRow: (theta) => {
        const found = row(theta);
        const [value, accuracy] = found.map(readScalar);
        dispose(found);
        return { loss: value!, ...(accuracy !== undefined && { accuracy }) };
      },
    },
    dispose: () => {
      for (const program of [row, onTrain, onTest, plainLoss]) program.dispose();
      trainedLoss?.dispose();
      for (const p of new Set([train, test, plain])) p.dispose();
      marked?.dispose();
      model?.dispose();
      dispose([...theta0, ...start]);
    },
  };
}

/** Evaluates the test examples with markers. */
function openMarked(
  { classes, outputs, testTargets }: Dataset,
  { agreeing, conflicting, named }: MarkedTests,
  net: Network,
  loss: Loss,
  precision: Precision,
) {
  const problems = [
    { x: agreeing, classes, ...testTargets },
    { x: conflicting, classes, labels: named },
  ].map((on) => problem(net, loss, on, outputs, precision));
  const [own, other] = problems.map(evaluator) as [Evaluator, Evaluator];
  return {
    evaluateAgreeing: own.evaluate,
    evaluateConflicting: other.evaluate,
    dispose: () => {
      for (const made of [own, other, ...problems]) made.dispose();
    },
  };
}
