import * as z from 'zod';
import type { Estimate } from '../../../core/estimate.ts';
import { frobenius as normOf } from '../../../probes/trace/frobenius.ts';
import { means, oneOf } from '../../spec/field.ts';
import { maxProducts, relativeError } from '../estimate-keys.ts';
import { defineProbe } from '../probe.ts';
import { families, familySources, matrixNames } from './families.ts';

const names = ['hessian', ...matrixNames] as const;

export const frobenius = defineProbe({
  about:
    'Frobenius norm ‖A‖_F of the Hessian and of Gauss–Newton, residual, Fisher or gradient covariance matrices',
  sources: ['hutchinson1989', 'meyer2021'],
  further: ({ of }) => of.flatMap((name) => (name === 'hessian' ? [] : familySources[name])),
  cost: 'for each matrix 48 products or more, and the memory of seven vectors of P numbers for every six',
  form: '{ of: [hessian], relativeError: 0.03, maxProbes: 2000 }',
  options: {
    of: z
      .array(oneOf(names), { error: `list some of ${names.join(', ')}` })
      .min(1, { error: `list some of ${names.join(', ')}` })
      .default(['hessian'])
      .meta(
        means('Which matrices; all but the Hessian are of networks.', {
          source: 'the one that the other measures are of',
          example: ['hessian', 'gaussNewton'],
        }),
      ),
    relativeError,
    maxProbes: maxProducts,
  },
  outputs: {
    ...{ hessianFrobenius: { name: 'Frobenius norm of the Hessian', axis: '‖H‖_F' } },
    ...{ gaussNewtonFrobenius: {}, residualFrobenius: {}, fisherFrobenius: {} },
    ...{ empiricalFisherFrobenius: {}, gradientCovarianceFrobenius: {} },
  },
  measure({ task, theta, hessian, random }, { of, ...options }) {
    const scalars: Record<string, Estimate> = {};
    for (const name of of) {
      const own = { ...options, random: random.fork('frobenius').fork(name) };
      if (name === 'hessian') {
        scalars.hessianFrobenius = normOf(hessian(), own);
      } else if (task.supervised !== undefined) {
        const family = families[name](task.supervised.objective);
        const A = family.at(theta);
        scalars[`${name}Frobenius`] = normOf(A, own);
        A.dispose();
        family.dispose();
      }
    }
    return { scalars: scalars as Readonly<Record<`${(typeof names)[number]}Frobenius`, Estimate>> };
  },
});
