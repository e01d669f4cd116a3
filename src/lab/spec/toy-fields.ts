import * as z from 'zod';
import { defaults } from './defaults.ts';
import { means, notNegative, positive, size, whole, yesNo } from './field.ts';

/** The keys that problems in closed form have; which problem has which is told in toy.ts. */

/** A number for every coordinate, or one number for all. */
const entries = (remedy: string) =>
  z.union(
    [
      z.number({ error: remedy }),
      z.array(z.number({ error: remedy }), { error: remedy }).min(1, { error: remedy }),
    ],
    { error: remedy },
  );

const eigenvaluesRemedy = 'give the eigenvalues of the Hessian, such as [1, 0.1]';

const UNIT = 'one, so that rates and times are in units of the problem';
const FEW = 'chosen: enough for an average, few enough for a second';

/** h of L = ½ Σ hⱼθⱼ². */
export const eigenvalues = z
  .array(z.number({ error: eigenvaluesRemedy }), { error: eigenvaluesRemedy })
  .min(1, { error: eigenvaluesRemedy })
  .default([1, 0.1])
  .meta(
    means('The eigenvalues hⱼ of the Hessian of L = ½ Σ hⱼθⱼ², of either sign.', {
      source: 'the smallest problem with a condition number, 10',
      example: [2, 0.5],
    }),
  );

export const start = entries('give the start, one number for all coordinates or a list')
  .exactOptional()
  .meta(
    means(
      'The start θ₀, one number for all coordinates or a list with one for each; left out, 1 on a quadratic, the left minimum of two wells, else 0.',
      { example: 0.5 },
    ),
  );

/** Coordinates that are independent copies of one problem. */
export const walkers = size(1, 'give the number of independent copies, such as 100')
  .default(100)
  .meta(
    means('The number of coordinates, each an independent walker in one potential.', {
      source: FEW,
    }),
  );

export const curvature = positive('give a curvature, such as 1')
  .default(1)
  .meta(
    means(
      'The curvature of springs and of the left of two wells; of two-layer-linear the tangent kernel λ₀ at the start.',
      { source: UNIT, example: 2 },
    ),
  );

/** Of the right well. */
export const other = curvature.meta(
  means('The curvature of the right of two wells.', { source: UNIT, example: 4 }),
);

/** Of the barrier between them, downwards. */
export const top = curvature.meta(
  means('The curvature of the barrier between two wells, downwards.', { source: UNIT, example: 2 }),
);

export const height = positive('give the height of the barrier, such as 1')
  .default(1)
  .meta(
    means('The height of the barrier between two wells, in units of the loss.', { source: UNIT }),
  );

/** From one minimum to the other. */
export const distance = positive('give the distance of the minima, such as 2')
  .default(2)
  .meta(means('The distance of the two minima.', { source: 'minima at −1 and 1' }));

/** d */
export const dimensions = size(1, 'give the number of weights, such as 10')
  .default(10)
  .meta(means('The number d of weights.', { source: FEW }));

/** n, as of datasets. */
export const train = size(1, 'give a number of training examples, such as 500').default(
  defaults.data.train,
);

/** c of springs, a deviation of linear regression. */
export const noise = notNegative('give a variance or a deviation, such as 1')
  .default(1)
  .meta(
    means(
      'Of springs the variance c over examples of each entry of the gradient; of linear-regression the standard deviation of what is added to the targets.',
      { source: UNIT, example: 0.5 },
    ),
  );

export const separable = yesNo.default(true).meta(
  means('Whether some hyperplane through 0 has all examples of one class on either side.', {
    source: 'the case with a maximum margin',
  }),
);

/** m */
export const width = size(2, 'give the width, such as 512')
  .default(512)
  .meta(
    means('The width m of f = uᵀv/√m.', {
      source: 'wide: corrections to the kernel are of order 1/m = 0.2 %',
    }),
  );

/** f₀ */
export const output = positive('give the output at the start, such as 0.1')
  .default(0.1)
  .meta(
    means('The output f₀ at the start; that of the target is 0.', {
      source: 'chosen: small beside √m',
    }),
  );

/** Of what is drawn. */
export const seed = whole(0, 'give the seed of the examples').exactOptional();
