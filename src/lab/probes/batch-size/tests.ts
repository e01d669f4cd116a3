import { addCosts, exact } from '../../../core/estimate.ts';
import { formsOf } from '../../../linalg/operator-algebra.ts';
import { stoppingEvidence, batchSizeTests as testsOf } from '../../../probes/noise/batch-size.ts';
import { gradientNoise as moments } from '../../../probes/noise/gradient-noise.ts';
import { gradientCovariance } from '../../../probes/operators/gradient-covariance.ts';
import { batch, batchSize } from '../noise.ts';
import { defineProbe } from '../probe.ts';

export const batchSizeTests = defineProbe({
  about:
    'the least bounds at which norm, inner product and orthogonality test of a batch size are passed, and the evidence for stopping',
  sources: ['schneider2021', 'byrd2012', 'bollapragada2018', 'mahsereci2017'],
  cost: 'the gradient of every example, and a product of their covariance',
  form: '{}',
  options: { batch },
  outputs: {
    normTest: { name: 'bound of the norm test', axis: 'Norm test θ', associated: false },
    innerProductTest: {
      name: 'bound of the inner product test',
      axis: 'Inner product test θ',
      associated: false,
    },
    orthogonalityTest: {
      name: 'bound of the orthogonality test',
      axis: 'Orthogonality test ν',
      associated: false,
    },
    stoppingEvidence: {
      name: 'evidence for stopping',
      axis: 'Evidence for stopping',
      associated: false,
    },
  },
  needs: ['network'],
  measure(context, { batch: asked }) {
    const { task, theta } = context;
    const { supervised, precision } = task;
    if (supervised === undefined) return undefined;
    const { objective } = supervised;
    const B = batchSize(context, asked, 'batchSizeTests');
    const program = moments(objective, precision);
    const found = program.at(theta);
    program.dispose();
    const family = gradientCovariance(objective, precision);
    const C = family.at(theta);
    const [along] = formsOf(C, [found.mean]);
    C.dispose();
    family.dispose();
    const { norm, innerProduct, orthogonality } = testsOf(found, along!, B);
    const cost = addCosts(found.trace.cost, { gradients: 1, hvps: 1, seconds: 0 });
    return {
      scalars: {
        normTest: exact(norm, cost),
        innerProductTest: exact(innerProduct, cost),
        orthogonalityTest: exact(orthogonality, cost),
        stoppingEvidence: exact(stoppingEvidence(found, objective.examples), cost),
      },
    };
  },
});
