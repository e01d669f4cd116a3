import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '../../core/error.ts';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import { readSealed, writeSealed } from '../../lab/records/seal.ts';
import type { ClaimJson } from '../../report/scorecard/scorecard-json.ts';
import { complain } from './output.ts';

/** What became of a claim when it was verified last. */
export interface LastVerdict extends ClaimJson {
  readonly budget: BudgetName;
}

const fileIn = (runsDir: string, id: string): string => join(runsDir, id, 'verdict.json');

/** Keeps the verdict on a claim beside its records; throws DiskError where that cannot be written. */
export const keepVerdict = (runsDir: string, verdict: LastVerdict): void =>
  writeSealed(fileIn(runsDir, verdict.id), verdict);

/** The verdict that was kept last; undefined where the claim was never verified, or, with a line, where the file is not as it was written. */
export function lastVerdict(runsDir: string, id: string): LastVerdict | undefined {
  const file = fileIn(runsDir, id);
  if (!existsSync(file)) return undefined;
  try {
    return readSealed(file).value as unknown as LastVerdict;
  } catch (error) {
    complain(`${file} ${reason(error)}: flowlab verify judges the claim again`);
    return undefined;
  }
}
