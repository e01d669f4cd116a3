import { decays } from '../../../dynamics/terms/decay.ts';
import { defaults } from '../../spec/defaults.ts';
import { means, notNegative, oneOf, positive } from '../../spec/field.ts';

/** w of weight decay. */
const w = notNegative('give the weight decay, such as 5.0e-4');

const clip = positive('give the largest norm of a gradient, such as 1')
  .exactOptional()
  .meta(
    means(
      'c, the largest norm of the gradient of a step, over all weights: a longer one is scaled down to it; left out, none is.',
      { example: 1, see: 'methods.md#clipping-and-sharpness-aware-steps' },
    ),
  );

/** What bounds the gradients of a method and draws its weights towards 0; see dynamics/terms/clip.ts and decay.ts. */
export const regularised = {
  clip,
  weightDecay: w.exactOptional().meta(
    means('The weight decay w of all weights: the pull −wθ towards 0 in every step.', {
      ...{ default: 0, source: 'that of torch.optim.SGD and Adam', example: 5e-4 },
      see: 'methods.md#weight-decay',
    }),
  ),
  decay: oneOf(decays)
    .exactOptional()
    .meta(
      means(
        'Where the decay enters: in the gradient, as ∇L + wθ, or beside the step that is made of ∇L, as θ ← (1 − ηw)θ − η(…).',
        {
          source: 'that of weight_decay in torch.optim.SGD and Adam',
          ...{ default: defaults.decay, needs: 'weightDecay', example: 'decoupled' },
          see: 'methods.md#weight-decay',
        },
      ),
    ),
};

/** That of a method which decays its weights by definition, beside its step. */
export const decoupled = {
  clip,
  weightDecay: w.default(defaults.adamwDecay).meta(
    means('The weight decay w of all weights: θ ← (1 − ηw)θ − η(…) in every step.', {
      ...{ source: 'that of torch.optim.AdamW', see: 'methods.md#weight-decay' },
    }),
  ),
  decay: oneOf(['decoupled'] as const)
    .default('decoupled')
    .meta(
      means('The decay is beside the step; one in the gradient is that of adam.', {
        source: 'that of torch.optim.AdamW',
      }),
    ),
};
