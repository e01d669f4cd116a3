import { confusion } from './answers/confusion.ts';
import { determination } from './answers/determination.ts';
import { rescaled } from './answers/rescaled.ts';
import { coupledBatch } from './batch-size/coupled.ts';
import { batchSizeTests } from './batch-size/tests.ts';
import { centralAverages } from './central/central-averages.ts';
import { preconditionedSharpness, sharpness, trace } from './curvature.ts';
import { density } from './density.ts';
import { eigenvalues, matrices } from './eigenvalues.ts';
import { gap } from './gap.ts';
import { kernel } from './kernel.ts';
import { kernelPrediction } from './kernels/prediction.ts';
import { barrier, landscape } from './landscape.ts';
import { marker } from './marker.ts';
import { gaussNewtonDiagonal, hessianDiagonal } from './matrix/diagonals.ts';
import { frobenius } from './matrix/frobenius.ts';
import { layerSharpness } from './matrix/layer-sharpness.ts';
import { sharpnessGradient } from './matrix/sharpness-gradient.ts';
import { takeuchi } from './matrix/takeuchi.ts';
import { nuclearNorm } from './muon/nuclear-norm.ts';
import { batchSharpness, gradientNoise, layerNoise, twoBatch } from './noise.ts';
import type { Probe } from './probe.ts';
import { rises } from './rises.ts';
import { samEdge } from './sam/sam-edge.ts';
import { gradientHistogram, normalisedStep, tailIndex } from './signal.ts';
import { finalStabilityBounds, stabilityBounds } from './stability-bounds.ts';
import { stepBias, stepNoise } from './step-noise.ts';
import { directionalSharpness } from './steps/directional-sharpness.ts';
import { secant } from './steps/secant.ts';
import { stepCosine } from './steps/step-cosine.ts';
import {
  batchSharpnessRatio,
  gaussNewtonBatchSharpness,
  momentumBatchSharpness,
} from './stochastic/batch-sharpness.ts';
import {
  batchEigenvalue,
  gradientMass,
  gradientNoiseInteraction,
  stepLossChange,
} from './stochastic/interaction.ts';
import {
  meanSquareGrowth,
  meanSquareThreshold,
  secondMomentContraction,
} from './stochastic/mean-square.ts';
import { plainLoss, testHalves } from './test-halves.ts';
import { finalThreshold, threshold } from './threshold.ts';
import { exactTrace, hutchPlusPlus, layerTraces, xtrace } from './traces.ts';
import { gradientHistograms, weightHistograms } from './watching/histograms.ts';
import { laplaceDivergence } from './watching/posterior.ts';
import { startPlane } from './watching/start-plane.ts';
import { stationaryHistogram } from './watching/stationary-histogram.ts';
import { trajectoryPlane } from './watching/trajectory-plane.ts';
import { occupancy, passage, stationaryVariance, totalVariation } from './watching/walkers.ts';
import { gradientSquared, invariantDrift, weightNorm } from './weights.ts';

/** The list of probes: the one place that names them, in the order in which they are measured. */
const list = {
  gap,
  trace,
  sharpness,
  preconditionedSharpness,
  eigenvalues,
  density,
  ...{ hutchPlusPlus, xtrace, exactTrace, layerTraces, matrices },
  ...{ rescaled, confusion, determination },
  ...{ sharpnessGradient, layerSharpness, frobenius, hessianDiagonal, gaussNewtonDiagonal },
  ...{ testHalves, marker, plainLoss, weightNorm, gradientSquared, invariantDrift },
  ...{ gradientNoise, twoBatch, batchSharpness, layerNoise, stepNoise, stepBias },
  ...{ tailIndex, gradientHistogram, normalisedStep, stepCosine, directionalSharpness },
  ...{ batchSharpnessRatio, gaussNewtonBatchSharpness, momentumBatchSharpness },
  ...{ gradientNoiseInteraction, gradientMass, batchEigenvalue, stepLossChange },
  ...{ batchSizeTests, coupledBatch, takeuchi },
  ...{ rises, kernel, kernelPrediction, landscape, barrier },
  ...{ stationaryVariance, occupancy, totalVariation, passage, laplaceDivergence },
  ...{ stationaryHistogram, startPlane, trajectoryPlane, weightHistograms, gradientHistograms },
  ...{ threshold, finalThreshold, stabilityBounds, finalStabilityBounds },
  ...{ secondMomentContraction, meanSquareGrowth, meanSquareThreshold },
  ...{ samEdge, secant, nuclearNorm, centralAverages },
};

export type ProbeName = keyof typeof list;

type OptionsOf<P> = P extends Probe<infer Options, infer _> ? Options : never;
type ArraysOf<P> = P extends Probe<infer _, infer Arrays> ? Arrays : never;
type AllOptions = { readonly [N in ProbeName]: OptionsOf<(typeof list)[N]> };
type AllArrays = { readonly [N in ProbeName]: ArraysOf<(typeof list)[N]> };

/** The resolved options of each probe that is asked for; absent: not measured. */
export type ProbeOptions = { readonly [N in ProbeName]?: AllOptions[N] };

/** Curves and grids of each probe that gave any; plain JSON. */
export type ProbeArrays = { readonly [N in ProbeName]?: AllArrays[N] };

/** Each probe by its name. */
export const probes: { readonly [N in ProbeName]: Probe<AllOptions[N], AllArrays[N]> } = list;

/** The names of the list, in its order. */
export const probeNames = Object.keys(probes) as readonly ProbeName[];

/** Whether a text is the name of a probe. */
export const isProbeName = (text: string): text is ProbeName => Object.hasOwn(probes, text);

/** The probes that are asked for, in the order of the asking. */
export const askedNames = (asked: ProbeOptions): readonly ProbeName[] =>
  Object.keys(asked).filter(isProbeName);

/** The options of each of some probes for which `of` has any, in their order. */
export function probeOptions(
  of: <N extends ProbeName>(name: N) => ProbeOptions[N] | undefined,
  names: readonly ProbeName[] = probeNames,
): ProbeOptions {
  const found: { -readonly [N in ProbeName]?: AllOptions[N] } = {};
  const add = <N extends ProbeName>(name: N) => {
    const options = of(name);
    if (options !== undefined) found[name] = options;
  };
  for (const name of names) add(name);
  return found;
}
