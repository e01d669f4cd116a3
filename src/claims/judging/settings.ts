import type { Statement } from '../statements/statement.ts';
import type { Row, Table } from '../table/table.ts';
import { withoutStop } from './sentence.ts';

/** One combination of the axes that a file asks a verdict of its own for. */
export interface Setting {
  /** The values of those axes, `fashion-mnist, cross-entropy`; empty where the file asks for none. */
  readonly name: string;
  /** The statements of the file in their order; where there are several settings they say which they are of, in their ids too. */
  readonly statements: readonly Statement[];
  /** The runs of this setting. */
  readonly table: Table;
}

/**
 * The settings in which statements are judged, in the order of their first runs: one for each combination of the axes of `scope:`, or one
 * of all runs. A run without such an axis is in a setting of those without it.
 */
export function settingsOf(
  statements: readonly Statement[],
  table: Table,
): readonly [Setting, ...Setting[]] {
  const axes = statements[0]?.settings ?? [];
  const groups = new Map<string, Row[]>();
  for (const row of table.rows) {
    const name = nameOf(row, axes);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const [[name, rows] = ['', []] as const, ...others] = groups;
  const several = others.length > 0;
  const setting = (of: string, own: readonly Row[]): Setting => ({
    name: of,
    statements: several ? statements.map((one) => inSetting(one, of)) : statements,
    table: { ...table, rows: own },
  });
  return [setting(name, rows), ...others.map(([of, own]) => setting(of, own))];
}

const nameOf = ({ axes }: Row, keys: readonly string[]): string =>
  keys.map((key) => (Object.hasOwn(axes, key) ? String(axes[key]) : `no ${key}`)).join(', ');

const inSetting = (statement: Statement, name: string): Statement => ({
  ...statement,
  id: `${statement.id}-${name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}`,
  says: `${withoutStop(statement.says ?? statement.id)} (${name})`,
});
