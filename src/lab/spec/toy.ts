import * as z from 'zod';
import type { Keys, SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { notNegative, positive, size, whole, yesNo } from './field.ts';

/** A number for every coordinate, or one number for all. */
const entries = (remedy: string) =>
  z.union(
    [
      z.number({ error: remedy }),
      z.array(z.number({ error: remedy }), { error: remedy }).min(1, { error: remedy }),
    ],
    { error: remedy },
  );

const eigenvaluesRemedy = 'give the eigenvalues of the Hessian, such as [1, 0.1]';

/** θ₀; what is meant where it is left out is told of each problem. */
const start = entries('give the start, one number for all coordinates or a list').exactOptional();
/** Coordinates that are independent copies of one problem. */
const walkers = size(1, 'give the number of independent copies, such as 100').default(100);
const curvature = positive('give a curvature, such as 1').default(1);
const height = positive('give the height of the barrier, such as 1').default(1);
/** d */
const dimensions = size(1, 'give the number of weights, such as 10').default(10);
/** n, as of datasets. */
const train = size(1, 'give a number of training examples, such as 500').default(
  defaults.data.train,
);
/** Seed of what is drawn; absent: the run's own. */
const seed = whole(0, 'give the seed of the examples').exactOptional();

/**
 * The keys of each toy problem, in grid order: problems in closed form that `data.name` chooses like a dataset, and
 * that need no network and no loss. What they are is told where they are built, in problems/toys.
 */
export const toyKeys = {
  quadratic: {
    /** h of L = ½ Σ hⱼθⱼ²; of either sign. */
    eigenvalues: z
      .array(z.number({ error: eigenvaluesRemedy }), { error: eigenvaluesRemedy })
      .min(1, { error: eigenvaluesRemedy })
      .default([1, 0.1]),
    start,
  },
  springs: {
    curvature,
    /** c, the variance of each entry of the gradient over examples. */
    noise: notNegative('give a variance or a deviation, such as 1').default(1),
    walkers,
    train,
    start,
    seed,
  },
  'linear-regression': {
    dimensions,
    train,
    /** The standard deviation of what is added to the targets. */
    noise: notNegative('give a variance or a deviation, such as 1').default(1),
    start,
    seed,
  },
  logistic: {
    dimensions,
    train,
    /** Whether some hyperplane through 0 has all examples of one class on either side. */
    separable: yesNo.default(true),
    start,
    seed,
  },
  'two-layer-linear': {
    /** m */
    width: size(2, 'give the width, such as 512').default(512),
    /** λ₀, the tangent kernel at the start. */
    curvature,
    /** f₀, the output at the start; that of the target is 0. */
    output: positive('give the output at the start, such as 0.1').default(0.1),
    seed,
  },
  'double-well': {
    height,
    /** From one minimum to the other. */
    distance: positive('give the distance of the minima, such as 2').default(2),
    walkers,
    start,
  },
  'two-wells': {
    /** Of the left well, where walkers start. */
    curvature,
    /** Of the right well. */
    other: curvature,
    /** Of the barrier between them, downwards. */
    top: curvature,
    height,
    walkers,
    start,
  },
} satisfies Readonly<Record<string, Keys>>;

export type ToyName = keyof typeof toyKeys;
export const toyNames = Object.keys(toyKeys) as readonly ToyName[];

/** Whether `data.name` chooses a toy problem. */
export const isToyName = (name: string): name is ToyName => Object.hasOwn(toyKeys, name);

/** The keys that some toy problem has. */
export const allToyKeys = {
  ...toyKeys.quadratic,
  ...toyKeys.springs,
  ...toyKeys['linear-regression'],
  ...toyKeys.logistic,
  ...toyKeys['two-layer-linear'],
  ...toyKeys['double-well'],
  ...toyKeys['two-wells'],
};

export type ToySpec = {
  readonly [N in ToyName]: { readonly name: N } & SpecOf<(typeof toyKeys)[N]>;
}[ToyName];

/** Whether a spec of data is that of a toy problem. */
export const isToy = (data: { readonly name: string }): data is ToySpec => isToyName(data.name);

/** The spec of a toy problem with these values, defaults filled in. */
export const toyOf = (name: ToyName, given: object): ToySpec =>
  // The keys of a name make the spec of that name.
  ({ name, ...z.object(toyKeys[name]).parse(given) }) as ToySpec;

/** Whether the coordinates of a problem are independent walkers in one potential that has a minimum. */
export const hasWalkers = (spec: ToySpec): boolean =>
  spec.name === 'quadratic'
    ? spec.eigenvalues.every((h) => h > 0 && h === spec.eigenvalues[0])
    : spec.name === 'springs' || hasWells(spec);

/** Whether that potential has two wells. */
export const hasWells = ({ name }: Pick<ToySpec, 'name'>): boolean =>
  name === 'double-well' || name === 'two-wells';

/** Coordinates of which a covariance is taken, at the most: it is diagonalised once for each part of a window. */
const MOST_COORDINATES = 50;

/** Whether it is a mean over examples that has one minimum, of few coordinates. */
export const hasPosterior = (spec: ToySpec): boolean => {
  switch (spec.name) {
    case 'springs':
      return spec.walkers <= MOST_COORDINATES;
    case 'linear-regression':
      return spec.train >= spec.dimensions && spec.dimensions <= MOST_COORDINATES;
    case 'logistic':
      return !spec.separable && spec.dimensions <= MOST_COORDINATES;
    default:
      return false;
  }
};
