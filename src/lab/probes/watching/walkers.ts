import { type Estimate, exact, noCost } from '../../../core/estimate.ts';
import type { Interval } from '../../../core/range.ts';
import { together } from '../../../core/resumable.ts';
import { everySteps } from '../../../dynamics/integrate/pace.ts';
import { type Blocks, blocksOf, sharedBlocksOf } from '../../../probes/walkers/blocks.ts';
import { boltzmannBins } from '../../../probes/walkers/boltzmann.ts';
import { firstPassage } from '../../../probes/walkers/first-passage.ts';
import { minimumOf } from '../../../probes/walkers/minimum-of.ts';
import { walkerHistogram } from '../../../probes/walkers/total-variation.ts';
import { walkerMean } from '../../../probes/walkers/walker-mean.ts';
import { defineWatch } from '../probe.ts';
import { type RunAhead, type WindowOptions, windowKeys, windowOf, within } from '../watch.ts';
import { binCount, densityTemperature, passagesFrom } from './walker-keys.ts';

/** Walkers are all coordinates of a problem. */
export const walkersOf = ({ task }: RunAhead): number => task.objective.parameters;

/** Mini-batches move all walkers at once; other noise is each walker's own. */
export const walkerBlocks = (run: RunAhead): Blocks =>
  (run.method.batch === undefined ? blocksOf : sharedBlocksOf)(walkersOf(run));

/** What was found along a run, with an error where there is one. */
const gathered = (value: number, stderr: number, interval: Interval): Estimate => ({
  ...{ value, stderr, interval, cost: noCost, converged: Number.isFinite(stderr) },
});

/** The mean of f(x) over walkers and looks in the window of a run, under this name. */
function meanOf<Name extends string>(
  name: Name,
  run: RunAhead,
  options: WindowOptions,
  f: (x: number) => number,
) {
  const mean = walkerMean(walkersOf(run), f, walkerBlocks(run));
  return {
    ...within(windowOf(run, options), options.every, mean),
    measured() {
      const found = mean.found();
      if (found === undefined) return undefined;
      const estimate = gathered(found.mean, found.stderr, found.interval);
      return { scalars: { [name]: estimate } as Readonly<Record<Name, Estimate>> };
    },
  };
}

export const stationaryVariance = defineWatch({
  about:
    'the mean square distance of walkers from the minimum of the well that they are in, over the second half of a run',
  sources: ['pavliotis2014', 'flegal2010'],
  cost: 'a forward pass a look',
  form: '{ every: 10 }',
  options: windowKeys,
  outputs: {
    stationaryVariance: {
      name: 'stationary variance',
      axis: 'Variance about the minimum',
      positive: true,
      associated: false,
    },
  },
  needs: ['run', 'end', 'walkers'],
  watch(run, options) {
    const { potential } = run.task;
    if (potential === undefined) return undefined;
    return meanOf('stationaryVariance', run, options, (x) => (x - minimumOf(potential, x)) ** 2);
  },
});

export const occupancy = defineWatch({
  about:
    'the share of time that walkers spend in the right of two wells, over the second half of a run',
  sources: ['pavliotis2014', 'flegal2010'],
  cost: 'a forward pass a look',
  form: '{ every: 10 }',
  options: windowKeys,
  outputs: {
    occupancy: {
      name: 'occupancy of the right well',
      axis: 'Share of time in the right well',
      associated: false,
    },
  },
  needs: ['run', 'end', 'walkers', 'wells'],
  watch(run, options) {
    const [, top] = run.task.potential?.places ?? [];
    if (top === undefined) return undefined;
    return meanOf('occupancy', run, options, (x) => Number(x > top));
  },
});

export const totalVariation = defineWatch({
  about:
    'the total variation distance of where walkers are from exp(−L/T), over the second half of a run, in bins that L and T alone decide',
  sources: ['levin2017', 'pavliotis2014', 'flegal2010'],
  cost: 'a forward pass a look',
  form: '{ every: 10, bins: 40 }',
  options: {
    ...windowKeys,
    bins: binCount(40),
    temperature: densityTemperature,
  },
  outputs: {
    totalVariation: {
      name: 'total variation',
      axis: 'Total variation from exp(−L/T)',
      positive: true,
      associated: false,
    },
    totalVariationFloor: {
      name: 'floor of the total variation',
      axis: 'Total variation of as many draws from exp(−L/T)',
      positive: true,
      associated: false,
    },
    independentDraws: {
      name: 'independent draws',
      axis: 'Independent draws of which a histogram is as good',
      positive: true,
      associated: false,
    },
  },
  needs: ['run', 'end', 'walkers', 'temperature'],
  watch(run, options) {
    const { potential } = run.task;
    const { temperature = run.method.temperature, bins, every } = options;
    if (potential === undefined || temperature === undefined) return undefined;
    const histogram = walkerHistogram(
      walkersOf(run),
      boltzmannBins(potential, temperature, bins),
      walkerBlocks(run),
    );
    return {
      ...within(windowOf(run, options), every, histogram),
      measured() {
        const found = histogram.found();
        if (found === undefined) return undefined;
        const { distance, stderr, floor, effective } = found;
        const of = (value: number, error = 0): Estimate => ({
          ...{ value, stderr: error, cost: noCost, converged: Number.isFinite(value) },
        });
        return {
          scalars: {
            totalVariation: of(distance, stderr),
            totalVariationFloor: of(floor),
            independentDraws: of(effective),
          },
        };
      },
    };
  },
});

/** The share of a run after which walkers that have not escaped have forgotten where they began. */
const BURN_IN = 0.25;

export const passage = defineWatch({
  about:
    'the mean time until a walker first comes to the minimum of the well in which it did not start: exposure over escapes, walkers that never came counted',
  sources: ['kramers1940', 'gardiner2004', 'cox1984'],
  cost: 'a forward pass a look',
  form: '{ every: 10 }',
  options: {
    ...windowKeys,
    from: passagesFrom,
  },
  outputs: {
    passage: {
      name: 'mean first-passage time',
      axis: 'Mean first-passage time',
      positive: true,
      associated: false,
    },
    escapes: { name: 'walkers that escaped', axis: 'Walkers that escaped', associated: false },
  },
  needs: ['run', 'end', 'walkers', 'wells'],
  watch(run, options) {
    const { potential } = run.task;
    if (potential?.places[1] === undefined) return undefined;
    const walkers = firstPassage(walkersOf(run), potential);
    const window = windowOf(run, options, BURN_IN);
    return {
      ...together({ window, walkers }),
      pace: everySteps(options.every),
      look: (at) => walkers.add(at.weights(), at.t, window.shareAt(at) !== undefined),
      measured() {
        const found = walkers.found();
        if (found === undefined) return undefined;
        const { mean, stderr, interval, escapes } = found;
        return {
          scalars: {
            passage: gathered(mean, stderr, interval),
            escapes: exact(escapes, noCost),
          },
        };
      },
    };
  },
});
