import type { Part, Shard } from '../../lab/costs/shard.ts';

/** `Shard 2/8: 50 of the 400 runs, 12 % of the expected work`: what is computed of a grid. */
export function shardText({ index, of }: Shard, { specs, total, share }: Part): string {
  const own = specs.length === 0 ? 'none' : String(specs.length);
  const few = total < of ? `: there are more shards than runs` : '';
  return `Shard ${index}/${of}: ${own} of the ${total} runs${specs.length === 0 ? few : `, ${Math.round(100 * share)} % of the expected work`}`;
}
