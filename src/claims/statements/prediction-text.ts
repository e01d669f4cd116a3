import { canonicalJson } from '../../core/canonical-json.ts';
import { isExpression, namesIn } from './names-in.ts';
import type { Statement } from './statement.ts';

/**
 * What a statement predicts, as text that is the same exactly where the prediction is: its kind, quantity, runs, range,
 * level and units, with the arms and names of let: that it uses. What it says in words, why, and what was thought of the spread is not in it.
 *
 * A record keeps a hash of it from the first run on.
 */
export function predictionText(statement: Statement): string {
  const { says: _, source: __, because: ___, spread: ____, arms, lets, ...rest } = statement;
  const names = namesIn([statement]);
  const used = <T>(of: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.has(name)));
  return canonicalJson(plain({ ...rest, arms: used(arms), lets: used(lets) }));
}

/** Expressions by their text, ends at infinity by their names, which JSON does not have. */
function plain(value: unknown): unknown {
  if (isExpression(value)) return value.text.replace(/\s+/g, ' ').trim();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
