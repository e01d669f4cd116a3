import { costSince, type Estimate } from '../../core/estimate.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { linearCkaTable, plainCka } from '../../probes/similarity/linear-cka.ts';
import { classAgreement, outputDistance } from '../../probes/similarity/outputs.ts';
import { type Representation, representation } from '../../probes/similarity/representation.ts';
import {
  layerDistances,
  type WeightDistance,
  weightDistance,
} from '../../probes/similarity/weights.ts';
import type { Supervised } from '../task/opened.ts';
import { type Ends, tensorsOf } from './ends.ts';

/** How far two runs are apart in weights, and on the test examples in what they make of them. */
export interface Similarity {
  readonly weights: WeightDistance;
  /** Of each layer, from the inputs on. */
  readonly layers: readonly WeightDistance[];
  /** Absent for problems without examples. */
  readonly functions?: Functions;
}

export interface Functions {
  readonly testExamples: number;
  /** √E‖f_A(x) − f_B(x)‖². */
  readonly outputDistance: Estimate;
  /** The share of examples of which both say the same class; absent where there are none. */
  readonly agreement?: Estimate;
  /** What each layer makes of the examples, hidden layers in order and then the outputs. */
  readonly representations: readonly LayerSimilarity[];
  /** Of every layer of A with every layer of B; absent where there is one layer. */
  readonly across?: LayersSimilarity;
}

/** Similarities of all layers of A, the rows, and of B, the columns: hidden layers in order and then the outputs. */
export interface LayersSimilarity {
  readonly layers: readonly string[];
  /** Of the population; see `linearCka`. */
  readonly cka: readonly (readonly Estimate[])[];
  /** On these examples, as first defined; see `plainCka`. */
  readonly plainCka: readonly (readonly number[])[];
}

export interface LayerSimilarity {
  readonly layer: string;
  /** Numbers that it makes of an example. */
  readonly width: number;
  /** Of the population; see `linearCka`. */
  readonly cka: Estimate;
  /** On these examples, as first defined; see `plainCka`. */
  readonly plainCka: number;
}

/** Fewer examples have no unbiased HSIC without one of them. */
const LEAST_EXAMPLES = 5;

/** Compares the first two runs. */
export function similarityOf({ task, points }: Ends): Similarity {
  const [a, b] = points as [Float64Array, Float64Array];
  const { supervised, objective } = task;
  return {
    weights: weightDistance(a, b),
    layers: layerDistances(a, b, objective.shapes),
    ...(supervised && {
      functions: functionsOf(
        supervised,
        [a, b].map((x) => tensorsOf(task, x)),
      ),
    }),
  };
}

function functionsOf(
  { data, testOutputs, testHidden }: Supervised,
  ends: readonly ReturnType<typeof tensorsOf>[],
): Functions {
  const start = performance.now();
  const [one, other] = ends.map((theta) => [...testHidden(theta), testOutputs(theta)]) as [
    ReturnType<typeof testOutputs>[],
    ReturnType<typeof testOutputs>[],
  ];
  for (const theta of ends) dispose(theta);
  const [f, g] = [one.at(-1)!, other.at(-1)!];
  const n = f.length / data.outputs;
  // Two forward passes each.
  const costing = (estimate: Estimate): Estimate => ({
    ...estimate,
    cost: costSince(start, { gradients: 1 }),
  });
  const [xs, ys] = [one, other].map((side) => side.map((own) => representation(own, n))) as [
    Representation[],
    Representation[],
  ];
  const layers = xs.map((_, l) => (l === xs.length - 1 ? 'outputs' : `hidden layer ${l + 1}`));
  const enough = n >= LEAST_EXAMPLES;
  const across = enough && {
    layers,
    cka: linearCkaTable(xs, ys).map((row) => row.map(costing)),
    plainCka: xs.map((x) => ys.map((y) => plainCka(x, y))),
  };
  return {
    testExamples: n,
    outputDistance: costing(outputDistance(f, g, n)),
    ...(data.testTargets.labels !== undefined && { agreement: costing(classAgreement(f, g, n)) }),
    representations: across
      ? layers.map((layer, l): LayerSimilarity => {
          const [cka, plain] = [across.cka[l]![l]!, across.plainCka[l]![l]!];
          return { layer, width: xs[l]!.width, cka, plainCka: plain };
        })
      : [],
    ...(across && layers.length > 1 && { across }),
  };
}
