import { datasetCard } from '../../lab/data/card.ts';
import { startLabel } from '../../lab/methods/start.ts';
import { type DataSpec, needsPath } from '../../lab/spec/data.ts';
import { isExpandedAtStart, modelOf, type NetworkSpec } from '../../lab/spec/network.ts';
import type { SupervisedSpec } from '../../lab/spec/problem.ts';
import type { StopSpec } from '../../lab/spec/stop.ts';
import { isToy } from '../../lab/spec/toy.ts';
import { toyText } from '../../lab/spec/toy-text.ts';
import type { NetworkModel } from '../../problems/networks/names.ts';
import type { Arm } from './arm.ts';
import { unique } from './wording.ts';

/** Data, network and loss of the arms, in one sentence, with the convention of the loss. */
export function recipe(arms: readonly Pick<Arm, 'spec'>[]): string {
  const specs = arms.map(({ spec }) => spec);
  const trained = specs.flatMap((spec) => (spec.network === undefined ? [] : [spec]));
  const data = unique(trained.map((spec) => describeData(spec.data)));
  const networks = unique(trained.map((spec) => describeNetwork(spec.network)));
  const losses = unique(trained.map(describeObjective));
  const toys = unique(specs.flatMap(({ data: own }) => (isToy(own) ? [toyText(own)] : [])));
  const parts = [data, networks, losses, toys, describePrecision(arms)].filter(
    (one) => one.length > 0,
  );
  return `Recipe: ${parts.map((one) => one.join(' or ')).join('; ')}.`;
}

/** Nothing where all is in single precision. */
const describePrecision = (arms: readonly Pick<Arm, 'spec'>[]): string[] => {
  const all = unique(arms.map(({ spec }) => `${spec.precision ?? 'single'} precision`));
  return all.length === 1 && all[0] === 'single precision' ? [] : all;
};

/** What ended the runs, in one sentence, after one on what came before them where anything did. */
export function stopRule(arms: readonly Pick<Arm, 'spec'>[]): string {
  const rules = unique(arms.map(({ spec }) => describeStop(spec.stop)));
  const starts = unique(
    arms.flatMap(({ spec: { start } }) => (start === undefined ? [] : [startLabel(start)])),
  );
  const before = starts.length === 0 ? '' : `Start: where ${starts.join(', or ')} ended. `;
  return `${before}Stop: ${rules.join(', or ')}.`;
}

/** `training loss ≤ 0.01 or 2000 epochs`. */
export function describeStop({ loss, match, steps, epochs, time }: StopSpec): string {
  const parts = [
    ...(loss === undefined
      ? []
      : [`training loss ≤ ${loss}${match === undefined ? '' : ', at the step that reaches it'}`]),
    ...(steps === undefined ? [] : [`${steps} steps`]),
    ...(epochs === undefined ? [] : [`${epochs} epochs`]),
    ...(time === undefined ? [] : [`training time ${time}`]),
  ];
  return parts.length === 0 ? 'no rule' : parts.join(' or ');
}

/** The word every report must define. */
export const SHARPNESS =
  'Sharpness λ is the largest algebraic eigenvalue of the Hessian of the training loss.';

function describeObjective(spec: SupervisedSpec): string {
  const { shaping, l2 } = spec;
  const term = `${shaping} of each target given to the class after it`;
  return [
    describeLoss(spec),
    ...(shaping === undefined ? [] : [`with a shaping term, ${term}`]),
    ...(l2 === undefined
      ? []
      : [
          `with an L2 penalty, (${l2}/2)‖θ‖² over weights and biases, which training loss and Hessian have and test loss and loss gap have not`,
        ]),
  ].join(', ');
}

function describeLoss({ loss, data }: Pick<SupervisedSpec, 'loss' | 'data'>): string {
  if (loss === 'module') return 'a loss of the module, mean over examples';
  if (loss === 'cross-entropy') return 'cross-entropy, mean over examples of −log softmax';
  const targets = data.targets === 'values' ? 'real-valued' : 'one-hot';
  return `squared error, ½ Σ over outputs (f − y)², mean over examples, ${targets} targets`;
}

/** What a dataset is called: by its card, or the format of a user's own files. */
const titleOf = (name: string): string => (needsPath(name) ? name : datasetCard(name).title);

function describeData(data: DataSpec): string {
  const name = titleOf(data.name);
  return [
    `${data.train} training and ${data.test} test examples of ${name}`,
    data.centre ? ', per-pixel centred' : '',
    data.scale === 'none' ? ', not scaled' : '',
    data.randomLabels ? ', random labels' : '',
    data.marker === undefined ? '' : `, markers in a share of ${data.marker} of training images`,
    data.labelNoise > 0 ? `, ${100 * data.labelNoise} % of training labels wrong` : '',
  ].join('');
}

/** The last part of a path. */
const fileName = (path: string): string => path.split(/[\\/]/).at(-1)!;

function describeNetwork(network: NetworkSpec): string {
  const init = network.init === undefined ? '' : ', initial weights from a file';
  const { outputScale: alpha = 1 } = network;
  const start = network.centred === true ? ', initial outputs subtracted' : '';
  const outputs = `${start}${alpha === 1 ? '' : `, outputs × ${alpha}`}`;
  const about = isExpandedAtStart(network) ? 'where the start ended' : 'its initial weights';
  const linear = MODELS[modelOf(network)](about);
  if (network.kind === 'module')
    return `the network of ${fileName(network.module)}${linear && `, ${linear.slice(0, -2)}`}${init}${outputs}`;
  const scale = network.scale === 1 ? '' : `, initial weights × ${network.scale}`;
  const bias = network.bias === false ? ', no biases' : '';
  const tail = `${network.parametrisation} parametrisation${bias}${scale}${init}${outputs}`;
  if (network.kind === 'linear') return `linear model, ${tail}`;
  if (network.kind === 'mlp') {
    const residual = network.residual === true ? 'residual, ' : '';
    const normed = network.normalisation === 'layer' ? 'layer normalisation, ' : '';
    return `MLP with hidden layers ${network.hidden.join('-')}, ${network.activation}, ${residual}${normed}${linear}${tail}`;
  }
  const strided = network.stride === 2 ? ' of stride 2 without pooling' : '';
  return `CNN with channels ${network.channels.join('-')}${strided}, ${network.activation}, ${linear}${tail}`;
}

/** What is trained in the place of a network, about these weights. */
const MODELS: Readonly<Record<NetworkModel, (about: string) => string>> = {
  network: () => '',
  linearised: (about) => `linearised at ${about}, `,
  'quadratic-taylor': (about) =>
    `trained by the second-order Taylor model of its loss at ${about}, `,
  'gauss-newton': (about) =>
    `trained by the second-order Taylor model of the loss of its linear model at ${about}, `,
};
