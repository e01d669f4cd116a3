import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { methodKind } from '../../lab/methods/registry.ts';

/** A run as progress lines and plans name it. */
export const runTitle = (spec: RunSpec): string =>
  `${methodKind(spec.method).label(spec.method)}, seed ${spec.seed}`;
