import type { Edge } from '../spec/edge.ts';
import type { GradientSpec } from './gradient-keys.ts';
import { isPlain } from './gradient-terms.ts';

/** An edge of one method as its entry states it. */
export type Law = Omit<Edge, 'quantity' | 'rate'>;

/** c = 2 of θ ← θ − ηg. */
export const DESCENT: Law = {
  ...{ multiple: 2, numerator: '2', symbols: {} },
  source: 'Cohen et al., ICLR 2021 (arXiv 2103.00065), §2',
};

/** Those of momentum and of steps that follow averages. */
export const COHEN_2021 = 'Cohen et al., ICLR 2021 (arXiv 2103.00065), eq. (1)';
export const COHEN_2022 = 'Cohen et al., 2022 (arXiv 2207.14484), §2';

/**
 * The edge of steps on the full batch at a constant η and without noise; undefined for others, which have no such closed form.
 *
 * `settings` are the keys of the method's own that the law takes care of. Where gradients are divided by a fixed P, or by
 * the solver's, it is one of λ(P⁻¹H), P held fixed.
 */
export function fullBatchEdge(
  spec: GradientSpec,
  settings: readonly string[],
  law: Law,
  adaptive = false,
): Edge | undefined {
  const { batch, preconditioner, ...rest } = spec;
  const open = Object.entries(rest).filter(([key]) => !settings.includes(key));
  if (batch !== undefined || !isPlain(Object.fromEntries(open))) return undefined;
  const scaled = adaptive || preconditioner !== undefined;
  return { quantity: scaled ? 'preconditionedSharpness' : 'sharpness', rate: spec.rate, ...law };
}
