import { geometricMean, mismatch } from '../../stats/mismatch.ts';
import { isIssue, parseExpression } from '../expression/parse.ts';
import type { Ground } from '../quantities/ground.ts';
import type { Match } from '../statements/statement.ts';
import { labelsOf, varyingAxes } from '../table/arm.ts';
import { quantityOf } from '../table/evaluate.ts';
import type { Row } from '../table/table.ts';
import type { Mismatch } from './verdict.ts';

const loss = parseExpression('trainLoss');

/**
 * How far the arms behind some numbers differ in a measure, by the geometric means of their runs; the training loss
 * unless another is asked for. Null for a single arm, and where nothing positive was measured.
 */
export function mismatchOf(ground: Ground, rows: readonly Row[], match?: Match): Mismatch | null {
  const of = match?.of ?? (isIssue(loss) ? undefined : loss);
  const axes = varyingAxes(rows);
  if (of === undefined || axes.length === 0) return null;
  const labelOf = labelsOf(rows, axes);
  const byArm = new Map<string, number[]>();
  for (const row of rows) {
    const found = quantityOf(of, ground.context(row));
    if (found.kind === 'missing') continue;
    const label = labelOf(row);
    byArm.set(label, [...(byArm.get(label) ?? []), found.value]);
  }
  const arms = [...byArm].map(([label, values]) => ({ label, value: geometricMean(values) }));
  if (arms.length < 2 || !arms.every(({ value }) => value > 0 && Number.isFinite(value)))
    return null;
  return { of: of.text, share: mismatch([...byArm.values()]), arms };
}
