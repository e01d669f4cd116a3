import { euler } from '../../../dynamics/solvers/euler.ts';
import { heavyBall } from '../../../dynamics/solvers/momentum.ts';
import { means, share } from '../../spec/field.ts';
import { alongGradients } from '../along-gradients.ts';
import { defineMethod } from '../define-method.ts';
import { eitherBatch, type GradientSpec, scaled } from '../gradient-keys.ts';
import { isPlain } from '../gradient-terms.ts';
import { ascent } from './ascent.ts';
import { regularised } from './regularised.ts';

type SamSpec = GradientSpec & {
  readonly radius: number;
  readonly normalised: boolean;
  readonly momentum?: number;
};

export const sam = defineMethod({
  name: 'sam',
  title: 'SAM',
  about:
    'Sharpness-aware minimisation: descent along the gradient at θ + ρ∇L/‖∇L‖, two gradients a step.',
  sources: ['foret2021'],
  keys: {
    ...eitherBatch,
    ...ascent,
    momentum: share('give the share of the velocity kept, such as 0.9')
      .exactOptional()
      .meta(
        means('β, the share of the velocity that is kept at each step.', {
          ...{ default: 0, source: 'descent, for which the edge of SAM is known', example: 0.9 },
        }),
      ),
    ...scaled,
    ...regularised,
  },
  ...alongGradients(({ momentum }: SamSpec) =>
    momentum === undefined ? euler : heavyBall(momentum),
  ),
  further: (spec) => [
    ...alongGradients((_: SamSpec) => euler).further(spec),
    ...(spec.normalised ? [] : ['andriushchenko2022']),
  ],
  label: (spec, title) =>
    `${alongGradients((_: SamSpec) => euler).label(spec, spec.normalised ? title : 'USAM')} ρ=${spec.radius}`,
  edgeAt({ radius: rho, normalised, ...spec }) {
    const { batch, ...rest } = spec;
    if (batch !== undefined || !isPlain(rest)) return undefined;
    return (size) => {
      const a = normalised ? rho / size : rho;
      return 4 / spec.rate / (1 + Math.sqrt(1 + (8 * a) / spec.rate));
    };
  },
});
