import { type Rng, rng } from '../../core/random.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import type { Objective } from '../../objective/objective.ts';
import { linearRegression } from '../../problems/toys/linear-regression.ts';
import { logistic } from '../../problems/toys/logistic.ts';
import { type Potential, parabola } from '../../problems/toys/potential.ts';
import { quadratic } from '../../problems/toys/quadratic.ts';
import { springs } from '../../problems/toys/springs.ts';
import type { Toy } from '../../problems/toys/toy.ts';
import { twoLayerLinear } from '../../problems/toys/two-layer-linear.ts';
import { doubleWell, twoWells, type Wells, walkersIn } from '../../problems/toys/wells.ts';
import type { ToyProblemSpec } from '../spec/problem.ts';
import { hasWalkers, type ToySpec } from '../spec/toy.ts';
import { toyText } from '../spec/toy-text.ts';
import { leastNorm, logisticMinimum, lossOfLogistic } from './closed-forms.ts';
import { centresOf, labelled, regression, twoLayerStart } from './draws.ts';
import { maximumMargin } from './maximum-margin.ts';
import { weightTensors } from './networks.ts';
import { logisticNoise, residualNoise } from './noise-at-minimum.ts';
import type { Opened } from './opened.ts';
import type { References } from './references.ts';
import { startOf } from './toy-shapes.ts';

/** Builds a toy problem, in the precision of the spec. */
export function openToy(spec: ToyProblemSpec): Opened {
  const { precision = 'single', data } = spec;
  const seed = 'seed' in data ? data.seed : undefined;
  const { toy, start, references, potential } = built(data, rng(seed ?? spec.seed).fork('data'));
  const objective: Objective = { ...toy.objective, precision };
  const theta0 = weightTensors(start, objective.shapes, precision);
  return {
    ...{ objective, theta0, references, label: data.name },
    preparation: `${toyText(data)}.`,
    checksums: {},
    ...(potential && { potential }),
    dispose: () => {
      toy.dispose();
      dispose(theta0);
    },
  };
}

/** A toy problem, where its training begins, and what is known of it. */
interface Built {
  readonly toy: Toy;
  /** One array per array of θ. */
  readonly start: readonly Float64Array[];
  readonly references: References;
  /** Of walkers that are independent of each other. */
  readonly potential?: Potential;
}

/** The list of toy problems; `random` draws what a seed decides. */
function built(spec: ToySpec, random: Rng): Built {
  switch (spec.name) {
    case 'quadratic': {
      const { eigenvalues } = spec;
      const zero = new Float64Array(eigenvalues.length);
      return {
        toy: quadratic(eigenvalues),
        start: [startOf(spec, eigenvalues.length, 1)],
        references: {
          curvature: Math.max(...eigenvalues),
          ...(eigenvalues.every((h) => h >= 0) && { minimumLoss: 0, minimum: zero }),
        },
        ...(hasWalkers(spec) && { potential: parabola(eigenvalues[0]!) }),
      };
    }
    case 'springs': {
      const { curvature: h, noise: c, walkers } = spec;
      const centres = centresOf(spec.train, walkers, Math.sqrt(c) / h, random);
      return {
        toy: springs(h, centres),
        start: [startOf(spec, walkers)],
        references: {
          ...{ curvature: h, noise: c, noiseTrace: walkers * c },
          minimumLoss: (walkers * c) / (2 * h),
          minimum: new Float64Array(walkers),
        },
        potential: parabola(h),
      };
    }
    case 'linear-regression': {
      const { dimensions: d, train: n, noise } = spec;
      const { x, y } = regression(n, d, noise, random);
      const { weights, loss, curvature } = leastNorm(x, y, n);
      return {
        toy: linearRegression(x, y),
        start: [startOf(spec, d)],
        references: {
          ...{ curvature, minimumLoss: loss, leastNorm: weights },
          ...(n >= d && { minimum: weights, noiseTrace: residualNoise(x, y, weights) }),
        },
      };
    }
    case 'logistic': {
      const { dimensions: d, train: n, separable } = spec;
      const { x, labels } = labelled(n, d, separable, random);
      const minimum = separable ? undefined : logisticMinimum(x, labels);
      return {
        toy: logistic(x, labels),
        start: [startOf(spec, d)],
        references: minimum
          ? {
              ...{ minimum, minimumLoss: lossOfLogistic(x, labels, minimum) },
              noiseTrace: logisticNoise(x, labels, minimum),
            }
          : { maximumMargin: maximumMargin(x, labels), minimumLoss: 0 },
      };
    }
    case 'two-layer-linear': {
      const { width, curvature, output } = spec;
      return {
        toy: twoLayerLinear(width, 1, 0),
        start: twoLayerStart(width, curvature, output, random),
        references: { curvature, minimumLoss: 0 },
      };
    }
    case 'double-well':
      return wells(spec, doubleWell(spec.height, spec.distance / 2), {
        curvature: (32 * spec.height) / spec.distance ** 2,
        height: spec.height,
      });
    case 'two-wells': {
      const { curvature, other, top, height } = spec;
      return wells(spec, twoWells([curvature, other], top, height), {
        ...{ curvature, other, top, height },
        ...{ sharp: Math.max(curvature, other), flat: Math.min(curvature, other) },
      });
    }
  }
}

/** Walkers in a potential, all in its left well unless their start is given. */
function wells(
  spec: ToySpec & { readonly walkers: number },
  potential: Wells,
  references: References,
): Built {
  const [left] = potential.places;
  return {
    toy: walkersIn(potential, spec.walkers),
    start: [startOf(spec, spec.walkers, left)],
    references: { ...references, minimumLoss: 0 },
    potential,
  };
}
