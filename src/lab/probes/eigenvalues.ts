import * as z from 'zod';
import { eigenpairs } from '../../probes/spectrum/eigenvalues.ts';
import { sharpness } from '../../probes/spectrum/sharpness.ts';
import { trace } from '../../probes/trace/hutchinson.ts';
import { fraction, means, oneOf, size, whole } from '../spec/field.ts';
import { lanczosKeys, maxProbes, relativeError } from './estimate-keys.ts';
import { families, familySources, matrixNames as names } from './matrix/families.ts';
import { numbered } from './numbered.ts';
import { defineProbe } from './probe.ts';

export const eigenvalues = defineProbe({
  about: 'the largest and smallest eigenvalues of the Hessian, by thick-restarted Lanczos',
  sources: ['wu2000', 'parlett1980', 'pearlmutter1994'],
  cost: 'an HVP an iteration, some 20 to 40 for a few outliers',
  form: '{ top: 5, bottom: 1, tolerance: 0.01, maxProducts: 500 }',
  options: {
    top: size(1, 'give how many of the largest')
      .default(5)
      .meta(
        means('How many of the largest eigenvalues.', {
          source: 'chosen: enough to see outliers of ten classes begin',
          example: 10,
        }),
      ),
    bottom: size(0, 'give how many of the smallest')
      .default(1)
      .meta(
        means('How many of the smallest eigenvalues.', {
          source: 'chosen: enough to see whether the loss bends downwards',
          example: 0,
        }),
      ),
    tolerance: fraction('give a relative tolerance, such as 0.01')
      .default(0.01)
      .meta(
        means('The relative error at which eigenvalues are good enough.', {
          source: 'chosen: coarser than that of λ, which is read against 2/η',
          example: 1e-3,
        }),
      ),
    maxProducts: whole(1, 'give the largest number of products')
      .default(500)
      .meta(
        means('The largest number of Hessian–vector products.', {
          source: 'chosen: several times what a few outliers take',
          example: 2000,
        }),
      ),
  },
  outputs: { 'eigenvalue#': {}, 'lowestEigenvalue#': {} },
  warms: true,
  measure({ hessian, random, warm }, options) {
    const going = warm?.('eigenvalues');
    const start = going?.before ?? [];
    const { top, bottom } = eigenpairs(hessian(), { ...options, start, random });
    going?.keep([...top, ...bottom].map(({ vector }) => vector));
    return {
      scalars: {
        ...numbered(top.map(({ value }) => ({ eigenvalue: value }))),
        ...numbered(bottom.map(({ value }) => ({ lowestEigenvalue: value }))),
      },
    };
  },
});

export const matrices = defineProbe({
  about:
    'trace and largest eigenvalue of Gauss–Newton, residual, Fisher or gradient covariance matrices',
  sources: ['hutchinson1989', 'lanczos1950'],
  further: ({ of }) => of.flatMap((name) => familySources[name]),
  cost: 'for each matrix 32 products or more for its trace, some 10 to 60 for its eigenvalue',
  form: '{ of: [gaussNewton], relativeError: 0.03, maxProbes: 2000, tolerance: 1.0e-3, maxIterations: 200 }',
  options: {
    of: z
      .array(oneOf(names), { error: `list some of ${names.join(', ')}` })
      .min(1, { error: `list some of ${names.join(', ')}` })
      .default(['gaussNewton'])
      .meta(
        means('Which matrices.', {
          source: 'the one that most theory of the Hessian replaces it by',
          example: ['fisher', 'gradientCovariance'],
        }),
      ),
    relativeError,
    maxProbes,
    ...lanczosKeys,
  },
  outputs: {
    ...{ gaussNewtonTrace: {}, gaussNewtonSharpness: {} },
    ...{ residualTrace: {}, residualSharpness: {} },
    ...{ fisherTrace: {}, fisherSharpness: {} },
    ...{ empiricalFisherTrace: {}, empiricalFisherSharpness: {} },
    ...{ gradientCovarianceTrace: {}, gradientCovarianceSharpness: {} },
  },
  needs: ['network'],
  measure({ task, theta, random }, { of, relativeError, maxProbes, tolerance, maxIterations }) {
    const { supervised } = task;
    if (supervised === undefined) return undefined;
    const scalars = of.map((name) => {
      const family = families[name](supervised.objective);
      const A = family.at(theta);
      const own = random.fork(name);
      const found = {
        [`${name}Trace`]: trace(A, { relativeError, maxProbes, random: own.fork('trace') }),
        [`${name}Sharpness`]: sharpness(A, {
          ...{ tolerance, maxIterations },
          random: own.fork('sharpness'),
        }),
      };
      A.dispose();
      family.dispose();
      return found;
    });
    return { scalars: Object.assign({}, ...scalars) };
  },
});
