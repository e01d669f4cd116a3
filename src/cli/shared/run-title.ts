import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { methodOf } from '../../lab/methods/registry.ts';

/** A run as progress lines and plans name it. */
export const runTitle = (spec: RunSpec): string =>
  `${methodOf(spec.method).label}, seed ${spec.seed}${spec.noise === undefined ? '' : `, noise ${spec.noise}`}`;
