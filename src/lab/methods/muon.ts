import { muon as muonSolver } from '../../dynamics/solvers/orthogonal/muon.ts';
import { defaults } from '../spec/defaults.ts';
import { means, positive, share, yesNo } from '../spec/field.ts';
import { alongGradients } from './along-gradients.ts';
import { defineMethod } from './define-method.ts';
import { eitherBatch, type GradientSpec } from './gradient-keys.ts';
import { regularised } from './gradients/regularised.ts';

const JORDAN = 'Jordan et al., Muon, 2024, and torch.optim.Muon';

export const muon = defineMethod({
  name: 'muon',
  title: 'Muon',
  about:
    'Momentum whose matrices are orthogonalised before each step: all of their directions move alike.',
  sources: ['jordan2024'],
  keys: {
    ...eitherBatch,
    momentum: share('give the share of the velocity kept, such as 0.95')
      .default(defaults.muonMomentum)
      .meta(means('β, the share of the velocity that is kept at each step.', { source: JORDAN })),
    nesterov: yesNo.default(true).meta(
      means('Whether steps look one ahead, along ∇L + βv; false: along v.', {
        ...{ source: JORDAN, example: false },
      }),
    ),
    biasRate: positive('give a positive learning rate')
      .exactOptional()
      .meta(
        means(
          'The learning rate of biases, which move by the same momentum without being orthogonalised; left out, it is rate.',
          { example: 0.01 },
        ),
      ),
    ...regularised,
  },
  ...alongGradients(
    ({
      rate,
      momentum,
      nesterov,
      biasRate = rate,
    }: GradientSpec & {
      readonly momentum: number;
      readonly nesterov: boolean;
      readonly biasRate?: number;
    }) => muonSolver({ momentum, nesterov, vectors: biasRate / rate }),
  ),
});
