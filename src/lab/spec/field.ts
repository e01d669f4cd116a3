import * as z from 'zod';
import { most } from './limits.ts';

/**
 * The kinds of field an experiment file has. Each carries, in zod's message slot, the remedy that
 * ends an error line; the sentence before it is made in experiment/issues/format-issues.ts from the issue itself.
 */

/** A text of at least one character. */
export const text = (remedy: string) =>
  z.string({ error: remedy }).trim().min(1, { error: remedy });

/** What is told of a key beyond its type, as `meta` of that type; `flowlab explain` and docs/reference.md say nothing else. */
export interface KeyFacts {
  /** What the key means, in a sentence. */
  readonly description: string;
  /** The value that is meant where the key is left out, for types without `default()`. */
  readonly default?: unknown;
  /** Where the default comes from. */
  readonly source?: string;
  /** A value to show, where the default is none to show. */
  readonly example?: unknown;
  /** What stands beside it in an example. */
  readonly beside?: Readonly<Record<string, unknown>>;
  /** The key beside which alone it means something. */
  readonly needs?: string;
  /** The page of docs that tells the rest. */
  readonly see?: string;
}

/** What a key means, for the `meta` of its type. */
export const means = (
  description: string,
  further: Omit<KeyFacts, 'description'> = {},
): KeyFacts & { readonly [key: string]: unknown } => ({ description, ...further });

/** What the file holds that a key names. */
export interface FileKind {
  /** A user's own data, a file or a folder, arrays in a NumPy archive, whose name ends in .npz, or a module of JavaScript or TypeScript. */
  readonly holds: 'data' | 'arrays' | 'module';
}

const fileKinds = z.registry<FileKind>();

/** The path of a user's own data. */
export const dataPath = (remedy: string) => text(remedy).register(fileKinds, { holds: 'data' });

/** The path of a user's own arrays. */
export const arraysPath = (remedy: string) => text(remedy).register(fileKinds, { holds: 'arrays' });

/** How the names of modules end. */
export const MODULES: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];

/** The path of a user's own module. */
export const modulePath = (remedy: string) => text(remedy).register(fileKinds, { holds: 'module' });

/** What the file holds that a key names; undefined where its values are no paths. */
export const fileKindOf = (type: z.ZodType): FileKind | undefined => fileKinds.get(bareType(type));

/** The type of a key's values, without a default and whether the key may be left out. */
export const bareType = (type: z.ZodType): z.ZodType =>
  type instanceof z.ZodDefault ||
  type instanceof z.ZodExactOptional ||
  type instanceof z.ZodOptional
    ? bareType(type.unwrap() as z.ZodType)
    : type;

/**
 * A spec without the keys that may be left out and have the value that is meant where they are: such a spec is the same
 * as before there was the key.
 */
export const withoutMeant = <S extends object>(
  keys: Readonly<Record<string, z.ZodType>>,
  spec: S,
): S =>
  Object.fromEntries(
    Object.entries(spec).filter(([key, value]) => {
      const type = keys[key];
      return !(type instanceof z.ZodExactOptional && meantBy(type) === value);
    }),
    // Only keys that S may lack are gone.
  ) as S;

/** The value that is meant where a key of this type is left out of a spec; undefined where it then has none. */
const meantBy = (type: z.ZodType): unknown =>
  type instanceof z.ZodExactOptional ? type.meta()?.default : undefined;

/** A spec with all of its keys: those that were left out have the value that is then meant, if there is one. */
export const withMeant = (
  keys: Readonly<Record<string, z.ZodType>>,
  spec: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    Object.entries(keys).flatMap(([key, type]) => {
      const needed = type.meta()?.needs;
      const meant = typeof needed === 'string' && !(needed in spec) ? undefined : meantBy(type);
      return meant === undefined ? [] : [[key, meant]];
    }),
  ),
  ...spec,
});

/** A finite number in (0, ∞). */
export const positive = (remedy: string) => z.number({ error: remedy }).gt(0, { error: remedy });

/** A finite number in [0, ∞). */
export const notNegative = (remedy: string) =>
  z.number({ error: remedy }).gte(0, { error: remedy });

/** A number in (0, 1). */
export const fraction = (remedy: string) => positive(remedy).lt(1, { error: remedy });

/** A number in [0, 1). */
export const share = (remedy: string) =>
  z.number({ error: remedy }).gte(0, { error: remedy }).lt(1, { error: remedy });

/** A whole number ≥ min. */
export const whole = (min: number, remedy: string) =>
  z.int({ error: remedy }).gte(min, { error: remedy });

/** How many of what memory holds as a whole: a whole number ≥ min, and no more than a machine could hold. */
export const size = (min: number, remedy: string, max: number = most.entries) =>
  whole(min, remedy).lte(max, { error: remedy });

/** true or false. */
export const yesNo = z.boolean({ error: 'no quotes, and not yes or no' });

/** true or false, or a mapping for its own settings; `form` is that mapping as an example, '' where there are none. */
export const toggle = <T extends z.core.$ZodLooseShape>(form: string, shape: T) => {
  const remedy = form === '' ? 'true or false' : `true, false or ${form}`;
  return z.union([z.boolean({ error: `write ${remedy}` }), section(remedy, shape)]);
};

/** The keys of a list of things by name, in order. */
export const namesOf = <T extends object>(things: T) => Object.keys(things) as (keyof T & string)[];

/** One of a list of names. */
export const oneOf = <const T extends readonly string[]>(names: T) =>
  z.enum(names, { error: `write ${names.join(', ')}` });

/** A mapping in which every key must be known; `remedy` completes "write …". */
export const section = <T extends z.core.$ZodLooseShape>(remedy: string, shape: T) =>
  z.strictObject(shape, {
    // An unknown key needs the known ones to find the nearest; a wrong type needs the remedy.
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : `write ${remedy}`,
  });
