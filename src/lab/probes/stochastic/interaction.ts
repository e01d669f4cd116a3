import { InputError } from '../../../core/error.ts';
import { batchGradients } from '../../../probes/noise/batch-gradients.ts';
import { gradientMass as massIn } from '../../../probes/noise/gradient-mass.ts';
import { gradientNoiseInteraction as interactionOf } from '../../../probes/noise/gradient-noise-interaction.ts';
import { stepLossChange as changeOf } from '../../../probes/noise/step-loss-change.ts';
import { eigenspace } from '../../../probes/spectrum/eigenspace.ts';
import { batchEigenvalue as meanEigenvalue } from '../../../probes/stability/batch-eigenvalue.ts';
import { fraction, means, size, whole } from '../../spec/field.ts';
import { lanczosKeys } from '../estimate-keys.ts';
import { defineProbe, type ProblemSize } from '../probe.ts';
import { rate, rateAt } from '../steps/rate-at.ts';
import { drawn, overBatches } from './keys.ts';

export const gradientNoiseInteraction = defineProbe({
  about: 'E[g_Bᵀ H g_B]/‖∇L‖², at 2/η of which a step of SGD gains nothing on the average',
  sources: ['andreyev2024', 'hall1992'],
  cost: 'a gradient of B examples and an HVP of all a mini-batch, 64 or more',
  form: '{ sampling: with-replacement, relativeError: 0.03, maxBatches: 1000 }',
  options: overBatches,
  outputs: { gradientNoiseInteraction: {} },
  measure(context, options) {
    const { task, theta, hessian } = context;
    const draws = drawn(context, options, 'gradientNoiseInteraction');
    const gradients = batchGradients(task.objective, theta);
    const found = interactionOf(gradients, hessian(), draws);
    gradients.dispose();
    return { scalars: { gradientNoiseInteraction: found } };
  },
});

const hasSpace = (
  { parameters }: Pick<ProblemSize, 'parameters'>,
  { top }: { readonly top: number },
): void => {
  if (top >= parameters) {
    throw new InputError(
      `measure.gradientMass.top ${top} is not below the ${parameters} parameters: lower it`,
    );
  }
};

export const gradientMass = defineProbe({
  about:
    'shares of ‖∇L‖² and of E‖g_B‖² that lie in the eigenspace of the largest eigenvalues of the Hessian',
  sources: ['gurari2018', 'davis1970', 'andreyev2024', 'hall1992'],
  cost: 'eigenpairs, some 20 to 100 HVPs, and a gradient of B examples a mini-batch',
  form: '{ top: 10, tolerance: 1.0e-4, maxProducts: 500, sampling: with-replacement, relativeError: 0.03, maxBatches: 1000 }',
  options: {
    top: size(1, 'give how many of the largest')
      .default(10)
      .meta(
        means('How many of the largest eigenvalues span the space.', {
          source: 'the number of classes, as in Gur-Ari, Roberts and Dyer',
          example: 5,
        }),
      ),
    tolerance: fraction('give a relative tolerance, such as 1.0e-4')
      .default(1e-4)
      .meta(
        means('The relative error of each eigenvalue, on which the angle of the space depends.', {
          source: 'by trial: at 1e-3 the angle alone may take 5 % off a share of 0.1',
          example: 1e-3,
        }),
      ),
    maxProducts: whole(1, 'give the largest number of products')
      .default(500)
      .meta(
        means('The largest number of Hessian–vector products.', {
          source: 'that of eigenvalues',
          example: 2000,
        }),
      ),
    ...overBatches,
  },
  outputs: { gradientMass: { associated: false }, batchGradientMass: { associated: false } },
  fits: hasSpace,
  measure(context, { top, tolerance, maxProducts, ...options }) {
    const { task, theta, hessian, random } = context;
    hasSpace(task.objective, { top });
    const draws = drawn(context, options, 'gradientMass');
    const own = random.fork('gradient-mass');
    const space = eigenspace(hessian(), { top, tolerance, maxProducts, random: own });
    const gradients = batchGradients(task.objective, theta);
    const found = massIn(gradients, space, draws);
    gradients.dispose();
    return { scalars: { gradientMass: found.full, batchGradientMass: found.batch } };
  },
});

export const batchEigenvalue = defineProbe({
  about: 'E[λ(H_B)], the mean of the largest eigenvalue of a mini-batch’s Hessian',
  sources: ['andreyev2024', 'parlett1980', 'hall1992'],
  cost: 'some 10 to 30 HVPs of B examples a mini-batch, 64 or more',
  form: '{ tolerance: 1.0e-3, maxIterations: 200, sampling: with-replacement, relativeError: 0.03, maxBatches: 1000 }',
  options: { ...lanczosKeys, ...overBatches },
  outputs: { batchEigenvalue: {} },
  measure(context, options) {
    const { task, theta, random } = context;
    const draws = drawn(context, options, 'batchEigenvalue');
    const own = random.fork('batch-eigenvalue');
    const found = meanEigenvalue(task.hessians, theta, { ...draws, random: own });
    return { scalars: { batchEigenvalue: found } };
  },
});

export const stepLossChange = defineProbe({
  about:
    'E[L(θ − ηg_B)] − L(θ), the expected change of the full loss by a step of SGD, and its second-order prediction',
  sources: ['andreyev2024', 'owen2013', 'hall1992'],
  cost: 'a gradient of B examples, a pass over all and an HVP of all a mini-batch, 64 or more',
  form: '{ sampling: with-replacement, relativeError: 0.03, maxBatches: 1000 }',
  options: { rate, ...overBatches },
  outputs: {
    stepLossChange: { associated: false },
    predictedLossChange: { associated: false },
    relativeLossChange: { associated: false },
  },
  measure(context, { rate: asked, ...options }) {
    const eta = rateAt(context, asked);
    if (eta === undefined) return undefined;
    const { task, theta, hessian } = context;
    const draws = { ...drawn(context, options, 'stepLossChange'), eta };
    const found = changeOf(task.objective, hessian(), theta, draws);
    return {
      scalars: {
        stepLossChange: found.change,
        predictedLossChange: found.predicted,
        relativeLossChange: found.relative,
      },
    };
  },
});
