import { canonicalJson } from '../../core/canonical-json.ts';
import { type Arm, labelled } from './arm.ts';
import { without } from './coordinates.ts';

/** Arms that differ in η alone become one: for what depends on the batch size and not on η. */
export function poolRates(arms: readonly Arm[]): readonly Arm[] {
  const pools = new Map<string, Arm>();
  for (const arm of arms) {
    const coordinates = without(arm.coordinates, 'method.rate');
    const key = canonicalJson(coordinates);
    const pool = pools.get(key) ?? { ...arm, ...labelled(coordinates), rate: undefined, runs: [] };
    pools.set(key, { ...pool, runs: [...pool.runs, ...arm.runs] });
  }
  return [...pools.values()];
}
