import { methodKind } from '../lab/methods.ts';
import type { RunSpec } from '../lab/spec.ts';

/** A run as progress lines and plans name it. */
export const nameOf = (spec: RunSpec): string =>
  `${methodKind(spec.method).label(spec.method)}, seed ${spec.seed}`;
