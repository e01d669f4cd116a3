import type { LossName } from '../../src/problems/supervised/loss-names.ts';
import { type Dual, zeroDual } from './dual.ts';

/** The loss of one example and the gradient in its logits, from logits [classes] and a label. */
type ExampleLoss = (logits: Dual, label: number) => { loss: number; gradient: Dual };

/** Every loss, per example; the mean over examples is taken by the caller. */
export const exampleLosses: Readonly<Record<LossName, ExampleLoss>> = {
  // ½ Σ (f − y)² has gradient f − y, whose tangent is ḟ.
  'squared-error': (logits, label) => {
    const value = logits.value.map((f, k) => f - (k === label ? 1 : 0));
    const loss = value.reduce((sum, r) => sum + (r * r) / 2, 0);
    return { loss, gradient: { value, tangent: logits.tangent } };
  },

  // −log p_y with p = softmax f has gradient p − y, whose tangent is p ⊙ (ḟ − pᵀḟ).
  'cross-entropy': ({ value: f, tangent: fDot }, label) => {
    const top = f.indexOf(f.reduce((a, b) => Math.max(a, b)));
    // With the largest logit in front, log Σ eᶠ = f_top + log1p(Σ_{k≠top} e^(f_k − f_top)).
    const weights = f.map((fk) => Math.exp(fk - f[top]!));
    const rest = weights.reduce((sum, e, k) => (k === top ? sum : sum + e), 0);
    const p = weights.map((e) => e / (1 + rest));

    const gradient = zeroDual(f.length);
    // Each pair of classes k, j exchanges p_k y_j − p_j y_k, with tangent p_k p_j (ḟ_k − ḟ_j): sums that do not cancel.
    p.forEach((pk, k) => {
      p.forEach((pj, j) => {
        gradient.value[k]! += (j === label ? pk : 0) - (k === label ? pj : 0);
        gradient.tangent[k]! += pk * pj * (fDot[k]! - fDot[j]!);
      });
    });
    return { loss: Math.log1p(rest) + (f[top]! - f[label]!), gradient };
  },
};
