import { type Estimate, noCost } from '../../../core/estimate.ts';
import { type Bins, boltzmannDensity } from '../../../probes/walkers/boltzmann.ts';
import type { Landscape } from '../../../probes/walkers/minimum-of.ts';
import { reachOf } from '../../../probes/walkers/reach.ts';
import {
  lawOfSteps,
  type NoisySteps,
  type StationaryLaw,
} from '../../../probes/walkers/step-law.ts';
import { walkerHistogram } from '../../../probes/walkers/total-variation.ts';
import { defineWatch } from '../probe.ts';
import { type RunAhead, windowKeys, windowOf, within } from '../watch.ts';
import { binCount } from './walker-keys.ts';
import { walkerBlocks, walkersOf } from './walkers.ts';

/** A histogram of walkers with its errors, and the densities that are predicted. */
export interface StationaryHistogramArrays {
  /** Of the bins. Shape [bins + 1]. */
  readonly edges: readonly number[];
  /** Of all looks, how many fell in each, and the standard error. Shapes [bins]. */
  readonly shares: readonly number[];
  readonly shareErrors: readonly number[];
  /** Where the densities that follow are known. Shape [m]. */
  readonly places: readonly number[];
  /** exp(−U/T) of integral 1, T = s²/(2τ) for steps of length τ with noise of deviation s. Shape [m]. */
  readonly boltzmann: readonly number[];
  /** The stationary law of the steps. Shape [m]. */
  readonly steps: readonly number[];
}

export const stationaryHistogram = defineWatch({
  about:
    'the histogram of where walkers are over the second half of a run, beside exp(−L/T) and the stationary law of steps of their size',
  sources: ['pavliotis2014', 'cameron2011', 'levin2017'],
  cost: 'a forward pass a look',
  form: '{ every: 10, bins: 30 }',
  options: {
    ...windowKeys,
    bins: binCount(30),
  },
  outputs: {
    stepLawVariation: {
      name: 'total variation from the law of the steps',
      axis: 'Total variation from the law of the steps',
      positive: true,
      associated: false,
    },
    stepLawFloor: {
      name: 'floor of the total variation from the law of the steps',
      axis: 'Total variation of as many draws from the law of the steps',
      positive: true,
      associated: false,
    },
  },
  arrays: {
    ...{ edges: 'histogramEdges', shares: 'histogramShares', shareErrors: 'histogramErrors' },
    ...{ places: 'densityPlaces', boltzmann: 'boltzmannDensity', steps: 'stepDensity' },
  },
  needs: ['run', 'end', 'walkers', 'steps'],
  watch(run, { bins, every, ...options }) {
    const { potential } = run.task;
    const steps = stepsOf(run);
    const law = potential && steps && lawOfSteps(potential, steps);
    if (potential === undefined || steps === undefined || law === undefined) return undefined;
    const T = steps.spread ** 2 / (2 * steps.length);
    const [low, high] = extentOf(potential, T, law);
    const between = (k: number, n: number) => low + ((high - low) * k) / n;
    const edges = Array.from({ length: bins + 1 }, (_, i) => between(i, bins));
    const own = walkerHistogram(walkersOf(run), binsOf(edges, law), walkerBlocks(run));
    return {
      ...within(windowOf(run, options), every, own),
      measured() {
        const found = own.found();
        if (found === undefined) return undefined;
        const inside = found.shares.slice(1, -1);
        const places = Array.from({ length: PLACES }, (_, i) => between(i, PLACES - 1));
        const arrays: StationaryHistogramArrays = {
          ...{ edges, shares: inside.map(({ mean }) => mean) },
          shareErrors: inside.map(({ stderr }) => stderr),
          places,
          boltzmann: places.map(boltzmannDensity(potential, T)),
          steps: places.map(law.density),
        };
        const scalars = {
          stepLawVariation: known(found.distance, found.stderr),
          stepLawFloor: known(found.floor, 0),
        };
        return { scalars, arrays };
      },
    };
  },
});

const known = (value: number, stderr: number): Estimate => ({
  ...{ value, stderr, cost: noCost, converged: Number.isFinite(value) },
});

/** Places of a drawn density. */
const PLACES = 161;
/** Beyond the outermost edges lies this share of the steps' law on each side, or less; and exp(−U/T) is e⁻⁵ of its height. */
const TAIL = 1e-3;
const OUTER = 5;

/** How a method's steps move a walker; undefined where they are not all alike, or their noise is not known. */
function stepsOf({ method, task }: RunAhead): NoisySteps | undefined {
  const { stepLength: length, temperature, plainDraws } = method;
  const { noise } = task.references;
  if (length === undefined) return undefined;
  if (temperature !== undefined) return { length, spread: Math.sqrt(2 * temperature * length) };
  if (plainDraws?.sampling !== 'with-replacement' || typeof noise !== 'number') return undefined;
  return { length, spread: length * Math.sqrt(noise / plainDraws.batch) };
}

/** From where on, and up to where, there is anything of either law. */
function extentOf(potential: Landscape, T: number, { below }: StationaryLaw) {
  let [low, high] = reachOf(potential, OUTER * T);
  const step = (high - low) / 50;
  while (below(low) > TAIL) low -= step;
  while (below(high) < 1 - TAIL) high += step;
  return [low, high] as const;
}

/** Two open bins, and those between the edges. */
function binsOf(edges: readonly number[], { below }: StationaryLaw): Bins {
  const cumulative = [0, ...edges.map(below), 1];
  return { edges, probabilities: cumulative.slice(1).map((p, i) => p - cumulative[i]!) };
}
