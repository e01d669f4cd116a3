import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import { askedNames, type ProbeName, type ProbeOptions } from '../probes/registry.ts';
import { examplesIn } from '../spec/problem.ts';
import { regularLooks, type TrainingSpec, trainingSteps } from './expected-steps.ts';
import { networkSize } from './network-size.ts';

/** Seconds that a run is expected to take on one core of the machine of docs/performance.md, on the native engine. */
export interface ExpectedCost {
  /** What is the same on every engine: reading data, compiling, writing. */
  readonly fixed: number;
  /** Steps and evaluations, with what is measured along them. */
  readonly training: number;
  /** Probes at the end. */
  readonly measuring: number;
}

/** Of a gradient, by docs/performance.md: whatever its size, for each weight, and for each product of a weight and an example. */
const GRADIENT = { each: 4e-5, weight: 3.7e-10, product: 5.6e-11 };
/** Hessian–vector products in gradients, by the same tables. */
const HVP = 1.3;
/** Passes forward in gradients. */
const FORWARD = 1 / 3;
/** Double precision in single: three times, between the two and five that were measured. */
const DOUBLE = 3;
/** Of a run, and of each probe that it has: seen in records of the bundled experiments. */
const FIXED = { run: 0.4, probe: 0.08 };

/** Hessian–vector products on all examples that a probe takes, as in records of the bundled experiments. */
const PRODUCTS: { readonly [N in ProbeName]?: number } = {
  ...{ trace: 32, sharpness: 27, exactTrace: 1000, kernel: 100 },
  ...{ gap: 1, testHalves: 1, marker: 1, plainLoss: 1, weightNorm: 0, gradientSquared: 1 },
  ...{ invariantDrift: 0, stationaryVariance: 0, occupancy: 0, totalVariation: 0, passage: 0 },
  ...{ laplaceDivergence: 1, stepCosine: 10 },
  // Steps of trials are counted apart.
  ...{ threshold: 0, finalThreshold: 0, stabilityBounds: 620, finalStabilityBounds: 620 },
};
/** Products of a search that starts from the point before, as a share of those of one that begins anew: on glyphs 0.54 for λ to 1 % and 0.59 to 0.1 %, docs/probes.md. */
const WARM = 0.6;
/** Of every other probe: a choice. */
const OTHERWISE = 200;
/** Trials of a bracket, each of at most so many steps as the file says. */
const TRIALS = 6;
/** Products for λ₀, which thresholds and sharpness begin with. */
const INITIAL = 23;

/**
 * What a run is expected to cost, by its spec alone: nothing is read, and every machine comes to the same numbers, since they are sums,
 * products and square roots.
 *
 * Steps that a target loss decides, and products that an error decides, are as many as were seen of the standard recipe: a factor of
 * three is a good forecast, and of methods with an inner problem, as central flows, it may be ten.
 */
export function expectedCost(spec: RunSpec): ExpectedCost {
  const { measure, start } = spec;
  const n = examplesIn(spec);
  const { weights, products } = networkSize(spec);
  const gradient = (examples: number) =>
    GRADIENT.each + GRADIENT.weight * weights + GRADIENT.product * products * examples;
  const secondsOfTraining = (one: TrainingSpec): number => {
    const method = methodOf(one.method);
    const { steps, gradients } = trainingSteps(spec, one);
    const evaluations = steps / method.evaluateEvery(n);
    return gradients * gradient(method.batch ?? n) + evaluations * FORWARD * gradient(n);
  };
  const course = trainingSteps(spec, spec);
  const tests = 'test' in spec.data ? spec.data.test : 0;
  const rows = rowsOf(measure.points, course.steps) + regularLooks(measure, course);
  const hvp = HVP * gradient(n);
  const trial = gradient(methodOf(spec.method).batch ?? n);
  const along = askedNames(measure.along ?? {}).reduce((sum, name) => {
    const one = measure.along![name]!;
    const count = rowsOf(one.points ?? 0, course.steps) + regularLooks(one, course);
    const share = one.warm ? WARM : 1;
    return sum + count * share * (PRODUCTS[name] ?? OTHERWISE) * hvp;
  }, 0);
  const trained =
    secondsOfTraining(spec) +
    (start === undefined ? 0 : secondsOfTraining(start)) +
    rows * FORWARD * gradient(tests) +
    along;
  const precision = spec.precision === 'double' ? DOUBLE : 1;
  return {
    fixed: FIXED.run + FIXED.probe * askedNames(measure).length,
    training: trained * precision,
    measuring: probesSeconds(measure, { hvp, trial }) * precision,
  };
}

/** The same in one number, to weigh runs against each other. */
export function expectedWeight(spec: RunSpec): number {
  const { fixed, training, measuring } = expectedCost(spec);
  return fixed + training + measuring;
}

/** The share of a run's seconds that is expected to be training, 0 … 1. */
export const trainingShare = (spec: RunSpec): number =>
  expectedCost(spec).training / expectedWeight(spec);

function probesSeconds(
  measure: ProbeOptions,
  { hvp, trial }: { readonly hvp: number; readonly trial: number },
): number {
  const names = askedNames(measure);
  const trials = [measure.threshold, measure.finalThreshold].reduce(
    (sum, one) => sum + (one === undefined ? 0 : TRIALS * one.steps),
    0,
  );
  const ofStart = measure.sharpness === undefined && measure.threshold === undefined ? 0 : INITIAL;
  const products = names.reduce((sum, name) => sum + (PRODUCTS[name] ?? OTHERWISE), ofStart);
  return products * hvp + trials * trial;
}

/** Rows that are about `points` in four decades, evenly spaced in log step, after so many steps; decades are counted by digits. */
export const rowsOf = (points: number, steps: number): number =>
  Math.min(steps + 1, (points * Math.round(steps).toString().length) / 4);
