import * as z from 'zod';
import type { Keys, SpecOf } from './axis.ts';

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
} satisfies Readonly<Record<string, Keys>>;

export type ToyName = keyof typeof toyKeys;
export const toyNames = Object.keys(toyKeys) as readonly ToyName[];

/** Whether `data.name` chooses a toy problem. */
export const isToyName = (name: string): name is ToyName => Object.hasOwn(toyKeys, name);

/** The keys that some toy problem has. */
export const allToyKeys = { ...toyKeys.quadratic };

export type ToySpec = {
  readonly [N in ToyName]: { readonly name: N } & SpecOf<(typeof toyKeys)[N]>;
}[ToyName];

/** Whether a spec of data is that of a toy problem. */
export const isToy = (data: { readonly name: string }): data is ToySpec => isToyName(data.name);

const toySpec = z.discriminatedUnion('name', [
  z.object({ name: z.literal('quadratic'), ...toyKeys.quadratic }),
]);

/** The spec of a toy problem with these values, defaults filled in. */
export const toyOf = (name: ToyName, given: object): ToySpec => toySpec.parse({ ...given, name });
