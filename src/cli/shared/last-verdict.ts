import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BudgetName } from '../../lab/experiment/claim/budget.ts';
import type { ClaimJson } from '../../report/scorecard/scorecard-json.ts';

/** What became of a claim when it was verified last. */
export interface LastVerdict extends ClaimJson {
  readonly budget: BudgetName;
}

const fileIn = (runsDir: string, id: string): string => join(runsDir, id, 'verdict.json');

/** Keeps the verdict on a claim beside its records. */
export const keepVerdict = (runsDir: string, verdict: LastVerdict): void =>
  writeFileSync(fileIn(runsDir, verdict.id), `${JSON.stringify(verdict, null, 2)}\n`);

/** The verdict that was kept last; undefined where the claim was never verified. */
export function lastVerdict(runsDir: string, id: string): LastVerdict | undefined {
  const file = fileIn(runsDir, id);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LastVerdict) : undefined;
}
