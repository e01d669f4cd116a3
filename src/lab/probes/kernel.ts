import { addCosts } from '../../core/estimate.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { tensor } from '../../engine/tensors/tensor.ts';
import {
  centred,
  drift,
  kernelAlignment,
  overOutputs,
  targetKernel,
} from '../../probes/kernel/alignment.ts';
import { gram, operatorOf } from '../../probes/kernel/gram.ts';
import { sharpness } from '../../probes/spectrum/sharpness.ts';
import { means, size } from '../spec/field.ts';
import { defineProbe } from './probe.ts';

export const kernel = defineProbe({
  about: 'the tangent kernel: drift from the start, alignment with the labels, largest eigenvalue',
  sources: ['jacot2018', 'cristianini2001', 'cortes2012'],
  cost: 'two gradients of one example for each example and output, at both ends',
  form: '{ examples: 50 }',
  options: {
    examples: size(2, 'give the training examples to take, such as 50')
      .default(50)
      .meta(
        means('The number of training examples that the kernel is taken on, the first ones.', {
          source: 'chosen: with ten outputs a Gram matrix of 500 × 500, half a second of one core',
          example: 100,
        }),
      ),
  },
  outputs: {
    ...{ kernelDrift: {}, kernelAlignment: {}, kernelLabelAlignment: {}, kernelEigenvalue: {} },
  },
  needs: ['initial-weights', 'network'],
  measure({ task, theta, random }, { examples }) {
    if (task.supervised === undefined) return undefined;
    const { theta0, supervised } = task;
    const { net, data, objective } = supervised;
    const { values, outputs: k } = objective.targets;
    const outputs = objective.microbatches.outputSize;
    const m = Math.min(examples, data.count);
    const x = tensor(data.x.slice(0, m * data.dim), [m, data.dim]);
    const program = gram(net.apply, x, outputs);
    const [start, now] = [program.at(theta0), program.at(theta)];
    program.dispose();
    dispose(x);
    // Both kernels were formed here, and what is read off them shares that cost.
    const cost = addCosts(start.cost, now.cost);
    const shared = centred(overOutputs(now, outputs));
    const targets = centred(targetKernel(values.subarray(0, m * k), k));
    const top = sharpness(operatorOf(now), {
      ...{ tolerance: 1e-6, maxIterations: m * outputs },
      random: random.fork('kernel'),
    });
    return {
      scalars: {
        kernelDrift: { ...drift(now, start), cost },
        kernelAlignment: { ...kernelAlignment(now, start), cost },
        // Outputs that are no answers for the targets have nothing to be aligned with.
        ...(outputs === k && {
          kernelLabelAlignment: { ...kernelAlignment(shared, targets), cost },
        }),
        // Products with a matrix that is there are no HVPs.
        kernelEigenvalue: { ...top, cost },
      },
    };
  },
});
