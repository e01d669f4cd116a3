import * as z from 'zod';
import type { Keys, SpecOf } from './axis.ts';
import {
  curvature,
  dimensions,
  distance,
  eigenvalues,
  height,
  noise,
  other,
  output,
  seed,
  separable,
  start,
  top,
  train,
  walkers,
  width,
} from './toy-fields.ts';

/**
 * The keys of each toy problem, in grid order: problems in closed form that `data.name` chooses like a dataset, and
 * that need no network and no loss. What they are is told where they are built, in problems/toys.
 */
export const toyKeys = {
  quadratic: { eigenvalues, start },
  springs: { curvature, noise, walkers, train, start, seed },
  'linear-regression': { dimensions, train, noise, start, seed },
  logistic: { dimensions, train, separable, start, seed },
  'two-layer-linear': { width, curvature, output, seed },
  'double-well': { height, distance, walkers, start },
  'two-wells': { curvature, other, top, height, walkers, start },
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
