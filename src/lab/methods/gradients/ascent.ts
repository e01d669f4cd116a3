import { defaults } from '../../spec/defaults.ts';
import { means, notNegative, yesNo } from '../../spec/field.ts';

/** Where a sharpness-aware method takes its gradient; see dynamics/terms/sharpness-aware.ts. */
export const ascent = {
  radius: notNegative('give how far up gradients are taken, such as 0.05')
    .default(defaults.radius)
    .meta(
      means('ρ, how far up the gradient of a step is taken: at θ + ρ∇L/‖∇L‖.', {
        source: 'that of Foret et al., SAM, ICLR 2021, §3',
      }),
    ),
  normalised: yesNo.default(true).meta(
    means('Whether the way up has length ρ; false: it is ρ∇L, as of USAM.', {
      ...{ source: 'Foret et al., SAM, ICLR 2021, eq. (2)', example: false },
    }),
  ),
};
