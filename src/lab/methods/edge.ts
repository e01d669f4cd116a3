import type { Decay } from '../../dynamics/terms/decay.ts';
import { defaults } from '../spec/defaults.ts';
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
 * the solver's, it is one of λ(P⁻¹H), P held fixed. Weight decay w in the gradient turns H into H + w, and beside the step every 1/η into
 * 1/η − w/2: a root of −1 of the step's characteristic polynomial, which is linear in ηλ and ηw.
 */
export function fullBatchEdge(
  spec: GradientSpec,
  settings: readonly string[],
  law: Law,
  adaptive = false,
): Edge | undefined {
  const { batch, preconditioner, weightDecay: w = 0, decay = defaults.decay, ...rest } = spec;
  const open = Object.entries(rest).filter(([key]) => !settings.includes(key));
  if (batch !== undefined || !isPlain(Object.fromEntries(open))) return undefined;
  const scaled = adaptive || preconditioner !== undefined;
  // P⁻¹(H + w) has no eigenvalue that follows from those of P⁻¹H; a stale gradient and a decay that is not have another law.
  const known = decay === 'coupled' ? !scaled : rest.delay === undefined;
  if (w > 0 && !known) return undefined;
  return {
    ...{ quantity: scaled ? 'preconditionedSharpness' : 'sharpness', rate: spec.rate, ...law },
    ...(w > 0 && withDecay(law, w, decay)),
  };
}

function withDecay(law: Law, w: number, decay: Decay): Pick<Edge, 'shift' | 'symbols'> {
  const { multiple, numerator, denominator = '', symbols } = law;
  const plain = decay === 'coupled' || numerator === '2';
  return {
    shift: plain
      ? { value: w, formula: 'w' }
      : {
          value: (multiple * w) / 2,
          formula: denominator === '' ? `${numerator}w/2` : `${numerator}w/(2${denominator})`,
        },
    symbols: { ...symbols, w },
  };
}
