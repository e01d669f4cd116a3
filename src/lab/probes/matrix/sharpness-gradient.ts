import { sharpnessGradient as ofSharpness } from '../../../probes/spectrum/sharpness-gradient.ts';
import { fraction, means, whole } from '../../spec/field.ts';
import { defineProbe } from '../probe.ts';

export const sharpnessGradient = defineProbe({
  about:
    '‖∇λ‖, the gradient of the largest eigenvalue of the Hessian, and −⟨∇λ, ∇L⟩, the rate at which λ rises along gradient flow',
  sources: ['damian2023', 'parlett1980', 'wu2000'],
  cost: 'the HVPs for two eigenpairs, some 30 to 100, ten third derivatives of as much, and a gradient',
  form: '{ tolerance: 0.03, maxProducts: 500 }',
  options: {
    tolerance: fraction('give the relative error of ‖∇λ‖ to reach, such as 0.03')
      .default(0.03)
      .meta(
        means('The error of ∇λ, relative to ‖∇λ‖, at which it is good enough.', {
          source: 'that of a trace; in single precision round-off is up to a percent',
          example: 0.01,
        }),
      ),
    maxProducts: whole(2, 'give the largest number of products')
      .default(500)
      .meta(
        means('The largest number of Hessian–vector products for the eigenvectors.', {
          source: 'that of `eigenvalues`',
          example: 2000,
        }),
      ),
  },
  outputs: {
    sharpnessGradient: {
      name: 'gradient of the sharpness ‖∇λ‖',
      axis: 'Gradient of the sharpness ‖∇λ‖',
      positive: true,
    },
    sharpeningRate: {
      name: 'rate of sharpening −⟨∇λ, ∇L⟩',
      axis: 'Rate of sharpening dλ/dt = −⟨∇λ, ∇L⟩',
      associated: false,
    },
  },
  measure({ task, theta, hessian, random }, options) {
    const { norm, rate } = ofSharpness(
      task.objective,
      hessian(),
      theta,
      { ...options, random: random.fork('sharpness-gradient') },
      task.precision,
    );
    return { scalars: { sharpnessGradient: norm, sharpeningRate: rate } };
  },
});
