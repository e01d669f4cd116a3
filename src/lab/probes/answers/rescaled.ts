import * as z from 'zod';
import { exact, noCost } from '../../../core/estimate.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { read64 } from '../../../engine/tensors/precise.ts';
import type { Params } from '../../../engine/tensors/tensor.ts';
import { norm } from '../../../linalg/float64.ts';
import { sharpness as largest } from '../../../probes/spectrum/sharpness.ts';
import { trace as hutchinson } from '../../../probes/trace/hutchinson.ts';
import { rescaled as otherWeights } from '../../../problems/networks/rescale.ts';
import { means } from '../../spec/field.ts';
import { weightTensors } from '../../task/networks.ts';
import { lanczosKeys, maxProbes, relativeError } from '../estimate-keys.ts';
import { defineProbe, type ProbeContext } from '../probe.ts';

/** Outputs on test examples may differ by this share of their size: the round-off of a pass in single precision, times some hundred. */
const SAME = 1e-4;

export const rescaled = defineProbe({
  about:
    'trace and λ at other weights of the same function: into the first hidden layer times α, out of it divided by α',
  sources: ['dinh2017', 'hutchinson1989', 'lanczos1950'],
  cost: 'that of trace and sharpness, and two passes over the test examples',
  form: '{ spread: 4, relativeError: 0.03, maxProbes: 2000, tolerance: 1.0e-3, maxIterations: 200 }',
  options: {
    spread: z
      .number({ error: 'give the largest factor, such as 4' })
      .gt(1, { error: 'give the largest factor, such as 4' })
      .default(4)
      .meta(
        means(
          'The largest factor: log α is uniform between −log spread and log spread, drawn by the seed.',
          {
            source: 'chosen: traces of blocks then move by up to 16',
            example: 10,
          },
        ),
      ),
    relativeError,
    maxProbes,
    ...lanczosKeys,
  },
  outputs: {
    rescaledTrace: {
      name: 'Hessian trace of the rescaled network',
      axis: 'tr H of the rescaled network',
      positive: true,
    },
    rescaledSharpness: {
      name: 'sharpness λ of the rescaled network',
      axis: 'λ of the rescaled network',
      positive: true,
    },
    rescaling: { name: 'factor α', axis: 'Factor α', positive: true, associated: false },
  },
  needs: ['network'],
  measure(context, { spread, ...options }) {
    const { task, random } = context;
    if (task.supervised === undefined) return undefined;
    const own = random.fork('rescaled');
    const alpha = spread ** (2 * own.uniform() - 1);
    const theta = sameFunction(context, alpha);
    if (theta === undefined) return undefined;
    const H = task.hessians.at(theta);
    try {
      const rescaledTrace = hutchinson(H, { ...options, random: own.fork('trace') });
      const rescaledSharpness = largest(H, { ...options, random: own.fork('sharpness') });
      return { scalars: { rescaledTrace, rescaledSharpness, rescaling: exact(alpha, noCost) } };
    } finally {
      H.dispose();
      dispose(theta);
    }
  },
});

/** The rescaled weights, the caller's to free; undefined where the network is not one that they leave as it is: no hidden layer, no biases, another activation. */
function sameFunction({ task, theta }: ProbeContext, alpha: number): Params | undefined {
  const { shapes } = task.objective;
  if (shapes.length < 4 || shapes.some((shape, i) => shape.length !== 2 - (i % 2)))
    return undefined;
  const weights = otherWeights(theta.map(read64), 'relu', alpha);
  const found = weightTensors(weights, shapes, task.precision);
  const { testOutputs } = task.supervised!;
  const [here, there] = [testOutputs(theta), testOutputs(found)];
  const size = norm(Float64Array.from(here));
  const apart = norm(Float64Array.from(here, (x, i) => x - there[i]!));
  if (apart <= SAME * size) return found;
  dispose(found);
  return undefined;
}
