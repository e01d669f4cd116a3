import { canonicalJson } from '../../core/canonical-json.ts';
import type { RunSpec } from '../experiment/run-spec.ts';

/**
 * What λ₀ is a function of: all arms of a seed that share data, network, loss and initial weights have one. Undefined where those weights come
 * from somewhere else, a file or another training, and where the network is a user's program, which may change.
 */
export function startKey(spec: RunSpec): string | undefined {
  const { data, network, loss, shaping, l2, precision, seed, start, measure } = spec;
  if (start !== undefined || network?.init !== undefined || network?.kind === 'module')
    return undefined;
  const { sharpness } = measure;
  return canonicalJson({ data, network, loss, shaping, l2, precision, seed, sharpness });
}
