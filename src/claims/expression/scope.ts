import { alwaysKnown, type Names } from './names.ts';
import type { Expression } from './syntax.ts';

/** What an expression may refer to. */
export interface Scope {
  readonly names: Names;
  /** Names of arms, for `x[arm]`. */
  readonly arms: readonly string[];
  /** Expressions with a name of their own. */
  readonly lets: Readonly<Record<string, Expression>>;
}

/** Every name that stands for something in a scope. */
export const allNames = ({ names, lets }: Pick<Scope, 'names' | 'lets'>): readonly string[] => [
  ...Object.keys(lets),
  ...Object.keys(names.axes),
  ...names.scalars,
  ...names.series,
  ...names.facts,
  ...(names.vectors ?? []),
  ...(names.arrays ?? []),
  ...alwaysKnown,
];
