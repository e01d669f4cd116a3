import type { RunSpec } from '../experiment/run-spec.ts';
import { methodCard } from '../methods/registry.ts';
import { ownSums } from '../records/input-checksums.ts';
import type { Result } from '../records/result.ts';
import type { Finished } from '../records/run-folder.ts';
import { whyEnded } from '../run/why-ended.ts';

/** What a run left, with all that is said of it and bears on none of its numbers. */
export const finish = (spec: RunSpec, result: Result): Finished => ({
  ...result,
  reason: whyEnded(spec.stop, result),
  facts: {
    ...result.facts,
    method: methodCard(spec.method),
    data: { ...result.facts.data, ...ownSums(spec) },
  },
});
