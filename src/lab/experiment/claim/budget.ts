import { InputError } from '../../../core/error.ts';
import { didYouMean } from '../../../core/nearest.ts';

/** Sizes at which a file can be run; the file as it stands is the default one. */
const budgetNames = ['quick', 'default', 'long'] as const;
export type BudgetName = (typeof budgetNames)[number];

/** The budget of a name; throws InputError where there is none. */
export function budgetNamed(name: string): BudgetName {
  const found = budgetNames.find((one) => one === name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, budgetNames) || `: there are ${budgetNames.join(', ')}`;
  throw new InputError(`unknown budget ${JSON.stringify(name)}${hint}`);
}
