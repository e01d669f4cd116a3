import { exact } from '../../../core/estimate.ts';
import { dot, norm } from '../../../linalg/float64.ts';
import { defineProbe } from '../probe.ts';
import { nextWeights } from './next-weights.ts';

export const stepCosine = defineProbe({
  about:
    'cosine of the angle between the next two steps of the method: 1 where it glides, −1 where it jumps to and fro',
  sources: { none: 'the cosine of two differences of weights' },
  cost: 'two steps of the method',
  form: '',
  options: {},
  outputs: { stepCosine: { axis: 'Cosine of successive steps', associated: false } },
  measure(context) {
    const start = performance.now();
    const found = nextWeights(context, 2);
    if (found === undefined) return undefined;
    const { weights, gradients } = found;
    const [first, second] = [1, 2].map((k) => weights[k]!.map((w, i) => w - weights[k - 1]![i]!));
    const value = dot(first!, second!) / (norm(first!) * norm(second!));
    const seconds = (performance.now() - start) / 1000;
    return { scalars: { stepCosine: exact(value, { gradients, hvps: 0, seconds }) } };
  },
});
