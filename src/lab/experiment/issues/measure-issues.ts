import type { SpecMethod } from '../../methods/method.ts';
import { methodOf } from '../../methods/registry.ts';
import type { Need } from '../../probes/probe.ts';
import { probes } from '../../probes/registry.ts';
import { type Issue, pathName } from '../../spec/issue.ts';
import { hasPosterior, hasWalkers, hasWells, isToy } from '../../spec/toy.ts';
import { toysAlone } from '../data-contradictions.ts';
import { dataEntries, methodSpecs } from '../expand.ts';
import type { ExperimentFile } from '../format.ts';
import { chosenProbes } from '../measure-format.ts';
import type { AlongSpec, RunSpec } from '../run-spec.ts';
import { pathIssues } from './path-issues.ts';
import { penaltyIssues } from './penalty-issues.ts';

/** What a measure asks of a method, and what to say where none of an experiment has it. */
const ofMethods: readonly {
  readonly need: Need;
  has(method: SpecMethod): boolean;
  readonly why: string;
}[] = [
  {
    need: 'preconditioner',
    has: ({ preconditioner }) => preconditioner !== undefined,
    why: 'needs steps that divide by a preconditioner, as of adam or rmsprop, and no method here has one: measure sharpness',
  },
  {
    need: 'velocity',
    has: ({ velocity }) => velocity !== undefined,
    why: 'needs steps along a velocity, as of heavy-ball or nesterov, and no method here has one: measure batchSharpness',
  },
  {
    need: 'edge-at',
    has: ({ edgeAt }) => edgeAt !== undefined,
    why: 'needs sam on the full batch at a constant rate with nothing else to its gradients, and no method here is that: measure sharpness',
  },
  {
    need: 'flow',
    has: ({ followsFlow }) => followsFlow,
    why: 'needs weights that follow dθ/dt = −∇L(θ), and those of no method here do: train by gradient-flow, or by gradient-descent or sgd with nothing more to their gradients',
  },
  {
    need: 'averages',
    has: ({ averages }) => averages,
    why: 'needs central-flow or rmsprop-central-flow, and no method here is that: give it beside the descent that it predicts',
  },
];

/** Measures of an experiment that none of its methods, or none of its problems, has. */
export function measureIssues(file: ExperimentFile, specs: readonly RunSpec[]): Issue[] {
  const toys = toysAlone(file);
  const methods = file.methods.flatMap((entry) => methodSpecs(entry).map(methodOf));
  return [
    ...ofMethods.flatMap(({ need, has, why }) =>
      methods.some(has) ? [] : asking(file, need, why),
    ),
    ...(toys === undefined && dataEntries(file).every(({ marker }) => marker === undefined)
      ? asking(
          file,
          'marker',
          'needs images with markers, and data has none: give data.marker, such as 1',
        )
      : []),
    ...(toys === undefined
      ? []
      : asking(
          file,
          'network',
          `needs a network, and problem ${toys.join(', ')} has none: drop it, or name a dataset in data`,
        )),
    ...watchIssues(file, specs),
    ...fisherIssues(specs),
    ...kernelIssues(specs),
    ...pathIssues(specs),
    ...penaltyIssues(specs),
  ];
}

/** The Fisher information where the loss is no −log p of labels that is known. */
function fisherIssues(specs: readonly RunSpec[]): Issue[] {
  const asked = specs.some(
    ({ loss, measure: { matrices, along } }) =>
      loss === 'module' &&
      [matrices, along?.matrices].some((options) => options?.of.includes('fisher')),
  );
  const path = ['measure', 'matrices'];
  const text = `${pathName(path)} lists fisher, which needs a loss that is −log p of labels, and loss is module: list gaussNewton`;
  return asked ? [{ path, text }] : [];
}

/** More training examples than a kernel is taken on. */
function kernelIssues(specs: readonly RunSpec[]): Issue[] {
  const path = ['measure', 'kernelPrediction'];
  const most = ({ kernelPrediction }: RunSpec['measure'] | AlongSpec) =>
    kernelPrediction?.examples ?? Number.POSITIVE_INFINITY;
  const tooMany = specs.find(
    ({ data, measure }) =>
      'train' in data && data.train > Math.min(most(measure), most(measure.along ?? {})),
  );
  if (tooMany === undefined || !('train' in tooMany.data)) return [];
  const { data, measure } = tooMany;
  const limit = Math.min(most(measure), most(measure.along ?? {}));
  const text = `${pathName(path)} takes the kernel of all training examples, ${limit} at most, and data.train is ${data.train}: raise examples there, or lower data.train`;
  return [{ path, text }];
}

/** Measures that watch a run where it has no such thing: walkers, a posterior, an end that is known beforehand, a T. */
function watchIssues(file: ExperimentFile, specs: readonly RunSpec[]): Issue[] {
  const { stop } = file;
  const toys = [...new Set(specs.map(({ data }) => data))].filter(isToy);
  const homeless = [
    ...(toys.some(hasWalkers)
      ? []
      : asking(
          file,
          'walkers',
          'needs coordinates that are independent walkers in one potential: give data.name springs, double-well or two-wells, or a quadratic with eigenvalues that are alike',
        )),
    ...(toys.some(hasPosterior)
      ? []
      : asking(
          file,
          'posterior',
          'needs examples, one minimum in closed form, and at most 50 coordinates: give data.name springs, linear-regression with no fewer examples than dimensions, or logistic with separable: false',
        )),
  ];
  if (homeless.length > 0) return homeless;
  const endless = [stop.steps, stop.epochs, stop.time].every((rule) => rule === undefined);
  // Seeds differ in nothing that is asked here.
  const ofOneSeed = specs.filter(({ seed }) => seed === specs[0]?.seed);
  const warm =
    ofOneSeed.some(({ method }) => methodOf(method).temperature !== undefined) ||
    specs.some(({ measure }) => measure.totalVariation?.temperature !== undefined);
  const even = ofOneSeed.some(({ method, data }) => {
    const { stepLength, temperature, plainDraws } = methodOf(method);
    const known =
      temperature !== undefined ||
      (plainDraws?.sampling === 'with-replacement' && data.name === 'springs');
    return stepLength !== undefined && known;
  });
  return [
    ...(even
      ? []
      : asking(
          file,
          'steps',
          'needs steps of one length with noise of one size: train by langevin, or on springs by sgd at a constant rate with sampling: with-replacement',
        )),
    ...(endless
      ? asking(file, 'end', 'needs an end that is known beforehand: give stop.time or stop.steps')
      : []),
    ...(toys.some(hasWells)
      ? []
      : asking(file, 'wells', 'needs two wells: give data.name double-well or two-wells')),
    ...(warm
      ? []
      : asking(
          file,
          'temperature',
          'needs the T of exp(−L/T), which no method here has: give measure.totalVariation.temperature, or train by langevin',
        )),
  ];
}

/** What is wrong with each measure that a file asks for and that needs this. */
function asking({ measure }: ExperimentFile, need: Need, why: string): Issue[] {
  const asked: Readonly<Record<string, unknown>> = measure;
  const along: Readonly<Record<string, unknown>> = measure.along ?? {};
  return chosenProbes
    .filter((name) => probes[name].needs?.includes(need))
    .flatMap((name) => [
      ...(asked[name] ? [['measure', name]] : []),
      ...(along[name] ? [['measure', 'along', name]] : []),
    ])
    .map((path) => ({ path, text: `${pathName(path)} ${why}` }));
}
