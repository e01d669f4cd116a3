import { join } from 'node:path';
import type { Condition } from '../../lab/records/run-files.ts';
import type { Store } from '../../lab/records/store.ts';
import { nearby } from './nearby.ts';
import { complain } from './output.ts';

/** `Damaged record runs/a/385a6ea5a2665ea0: manifest.json is not JSON` */
export const damageOf = (
  { folder }: Store,
  id: string,
  { why }: Extract<Condition, { kind: 'damaged' }>,
): string => `Damaged record ${nearby(join(folder, id))}: ${why}`;

/** Says that a record is not as it was written, where it is named and can be read. */
export function sayChanged(store: Store, id: string): void {
  const condition = store.condition(id);
  if (condition.kind === 'damaged')
    complain(`${damageOf(store, id, condition)}. It is taken as it stands.`);
}

/** Says a line of each of these records that is not as it was written and so is left out, and one of those that nobody can check. */
export function sayDamage(store: Store, ids: readonly string[]): void {
  const all = ids.map((id) => [id, store.condition(id)] as const);
  for (const [id, condition] of all)
    if (condition.kind === 'damaged')
      complain(`${damageOf(store, id, condition)}. It is left out.`);
  const old = all.filter(([, { kind }]) => kind === 'unchecked').length;
  if (old > 0)
    complain(
      `${old} of ${ids.length} records are of a flowlab that kept no hashes: they are unchecked`,
    );
}
