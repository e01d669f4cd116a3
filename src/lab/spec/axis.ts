import * as z from 'zod';
import { bareType } from './field.ts';
import type { Path } from './issue.ts';

/** Keys of a mapping in grid order, the first slowest, each with the type of one value. */
export type Keys = Readonly<Record<string, z.ZodType>>;

/** One value for each of some keys; lists stay as they are. */
export type SpecOf<K extends Keys> = Frozen<z.output<z.ZodObject<K>>>;
type Frozen<T> = { readonly [N in keyof T]: T[N] extends (infer U)[] ? readonly U[] : T[N] };

/** A value, or a non-empty list of values: an axis of the grid. */
export const axis = <T extends z.ZodType>(one: T) =>
  z.union([one, z.array(one).min(1, { error: 'give at least one value' })]).meta({ axis: true });

type Axis<T extends z.ZodType> = ReturnType<typeof axis<T>>;
type Inner<T> = T extends
  | z.ZodDefault<infer U>
  | z.ZodExactOptional<infer U>
  | z.ZodOptional<infer U>
  ? U
  : never;

/** The same keys as a file has them: each an axis, and those with a default left out where it is meant. */
export type Axes<K extends Keys> = {
  [N in keyof K]: Inner<K[N]> extends infer U extends z.ZodType
    ? [U] extends [never]
      ? Axis<K[N]>
      : z.ZodOptional<Axis<U>>
    : never;
};

/** Makes an axis of each key. Defaults stay out: they are filled in where the grid is expanded. */
export const axes = <K extends Keys>(keys: K): Axes<K> =>
  // Each key's type is mapped as Axes says.
  Object.fromEntries(Object.entries(keys).map(([key, type]) => [key, axisOf(type)])) as Axes<K>;

function axisOf(type: z.ZodType): z.ZodType {
  const one = bareType(type);
  const { default: byDefault, ...told } = { ...one.meta(), ...type.meta() };
  if (one === type) return axis(type).meta(told);
  const meant = type instanceof z.ZodDefault ? type.def.defaultValue : byDefault;
  return axis(one)
    .optional()
    .meta({ ...told, ...(meant !== undefined && { default: meant }) });
}

/**
 * All choices of one value for each key that is given, the first key slowest.
 *
 * What a key's type takes is one value of it, even a list; any other list is an axis. Undefined leaves its key out.
 */
export const gridOf = (
  keys: Keys,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>>[] =>
  Object.entries(keys).reduce<Record<string, unknown>[]>(
    (partial, [key, type]) => {
      const values = valuesOf(type, given[key]);
      if (values === undefined) return partial;
      return partial.flatMap((choice) =>
        values.map((one) => (one === undefined ? choice : { ...choice, [key]: one })),
      );
    },
    [{}],
  );

/** How many choices {@link gridOf} gives, without making them. */
export const gridSize = (keys: Keys, given: Readonly<Record<string, unknown>>): number =>
  Object.entries(keys).reduce((n, [key, type]) => n * (valuesOf(type, given[key])?.length ?? 1), 1);

/** The values of a key that is given. */
const valuesOf = (type: z.ZodType, value: unknown): readonly unknown[] | undefined =>
  value === undefined ? undefined : type.safeParse(value).success ? [value] : list(value);

/** A value or an axis of values, as an axis. */
export const list = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** Applies `f` to a value or to each value of an axis, with the path of each. */
export const mapAxis = <T, U>(value: T | T[], path: Path, f: (one: T, at: Path) => U): U | U[] =>
  Array.isArray(value) ? value.map((one, i) => f(one, [...path, i])) : f(value, path);

/** The values of an axis with the path of each; none where the key is absent. */
export const nodesOf = <T>(
  value: T | readonly T[] | undefined,
  path: Path,
): readonly { readonly value: T; readonly path: Path }[] =>
  value === undefined
    ? []
    : Array.isArray(value)
      ? value.map((one: T, i) => ({ value: one, path: [...path, i] }))
      : [{ value: value as T, path }];
