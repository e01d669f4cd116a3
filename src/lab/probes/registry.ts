import type * as z from 'zod';
import { sharpness, trace } from './curvature.ts';
import { density } from './density.ts';
import { eigenvalues, matrices } from './eigenvalues.ts';
import { gap } from './gap.ts';
import { kernel } from './kernel.ts';
import { barrier, landscape } from './landscape.ts';
import { batchSharpness, gradientNoise, layerNoise, twoBatch } from './noise.ts';
import type { ProbeKind } from './probe.ts';
import { rises } from './rises.ts';
import { gradientHistogram, normalisedStep, tailIndex } from './signal.ts';
import { finalStabilityBounds, stabilityBounds } from './stability-bounds.ts';
import { finalThreshold, threshold } from './threshold.ts';
import { exactTrace, hutchPlusPlus, layerTraces, xtrace } from './traces.ts';

/** The list of probes: the one place that names them, in the order in which they are measured. */
export const probes = {
  gap,
  trace,
  sharpness,
  eigenvalues,
  density,
  ...{ hutchPlusPlus, xtrace, exactTrace, layerTraces, matrices },
  ...{ gradientNoise, twoBatch, batchSharpness, layerNoise },
  ...{ tailIndex, gradientHistogram, normalisedStep },
  ...{ rises, kernel, landscape, barrier },
  ...{ threshold, finalThreshold, stabilityBounds, finalStabilityBounds },
} as const;

export type ProbeName = keyof typeof probes;

/** The names of the list, in its order. */
export const probeNames = Object.keys(probes) as readonly ProbeName[];

/** The resolved options of each probe that is asked for; absent: not measured. */
export type ProbeOptions = {
  readonly [N in ProbeName]?: OptionsOf<(typeof probes)[N]>;
};

type OptionsOf<K> = K extends ProbeKind<infer S> ? Readonly<z.output<z.ZodObject<S>>> : never;

/** The entry of the list with this name. */
export const probeKind = (name: ProbeName): ProbeKind<z.core.$ZodLooseShape> =>
  probes[name] as unknown as ProbeKind<z.core.$ZodLooseShape>;
