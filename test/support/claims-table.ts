import type { AxisValue, Names } from '../../src/claims/expression/names.ts';
import { judgeAll, type Stated } from '../../src/claims/judging/judge-all.ts';
import type { Verdict } from '../../src/claims/judging/verdict.ts';
import {
  checkStatements,
  type ExpectationSource,
} from '../../src/claims/statements/check-statements.ts';
import type { Expectations } from '../../src/claims/statements/statement.ts';
import type { Measured, Row, Series } from '../../src/claims/table/table.ts';

/** A run, by what is special about it. */
export interface RowParts {
  readonly axes?: Readonly<Record<string, AxisValue>>;
  readonly seed?: number;
  readonly noise?: number;
  readonly ending?: string;
  readonly scalars?: Readonly<Record<string, number | Measured>>;
  /** By row; times are 0, 1, 2, … unless they are given. */
  readonly series?: Readonly<Record<string, readonly number[]>>;
  readonly times?: readonly number[];
  readonly facts?: Readonly<Record<string, number>>;
  readonly vectors?: Row['vectors'];
  readonly arrays?: Row['arrays'];
}

export function row({
  axes = {},
  seed = 1,
  ending = 'completed',
  scalars = {},
  series = {},
  times,
  facts = {},
  noise,
  vectors,
  arrays,
}: RowParts): Row {
  const asMeasured = (value: number | Measured): Measured =>
    typeof value === 'number' ? { value, converged: true } : value;
  const asSeries = (value: readonly number[]): Series => {
    const time = times ?? value.map((_, i) => i);
    return { value, time, step: time.map((_, i) => i) };
  };
  return {
    ...{ id: `${JSON.stringify(axes)} ${seed} ${noise ?? ''}`, axes, seed, ending, facts },
    ...(noise === undefined ? {} : { noise }),
    ...(vectors && { vectors }),
    ...(arrays && { arrays }),
    scalars: Object.fromEntries(
      Object.entries(scalars).map(([key, value]) => [key, asMeasured(value)]),
    ),
    series: Object.fromEntries(
      Object.entries(series).map(([key, value]) => [key, asSeries(value)]),
    ),
  };
}

/** The names that occur in some rows. */
export function namesOf(rows: readonly Row[]): Names {
  const keys = (of: (one: Row) => object) => [
    ...new Set(rows.flatMap((one) => Object.keys(of(one)))),
  ];
  return {
    axes: Object.fromEntries(
      keys((one) => one.axes).map((key) => [
        key,
        [...new Set(rows.flatMap(({ axes }) => (axes[key] === undefined ? [] : [axes[key]])))],
      ]),
    ),
    scalars: keys((one) => one.scalars),
    series: keys((one) => one.series),
    facts: keys((one) => one.facts),
    vectors: keys((one) => one.vectors ?? {}),
    arrays: keys((one) => one.arrays ?? {}),
  };
}

/** The predictions of a file about some rows; throws on a mistake in them. */
export function expectations(source: ExpectationSource, rows: readonly Row[]): Expectations {
  const { expectations: found, issues } = checkStatements(source, namesOf(rows));
  if (found === undefined) throw new Error(JSON.stringify(issues));
  return found;
}

export const judged = (
  source: ExpectationSource,
  rows: readonly Row[],
  stated: Readonly<Record<string, Stated>> = {},
): readonly Verdict[] => judgeAll(expectations(source, rows), { rows }, stated);

/** The verdict on one statement. */
export const verdictOn = (
  statement: Readonly<Record<string, unknown>>,
  rows: readonly Row[],
  file: ExpectationSource = {},
): Verdict => judged({ ...file, expect: [{ id: 'it', ...statement }] }, rows)[0]!;
