import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { gradientFlow, stochasticGradientDescent } from '../../src/dynamics/methods/descent.ts';
import { batches } from '../../src/dynamics/terms/batches.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { expectNoLeaks } from '../support/expect-no-leaks.ts';
import { EXAMPLES, endOf, initial, smallProblem } from '../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** A whole run from its seeds: data, weights, batches. */
function sgd(weights: number, order: number): Float64Array {
  const { objective, dispose } = smallProblem();
  const rows = batches(EXAMPLES, 5, 'shuffled', rng(order));
  const method = stochasticGradientDescent(objective, 0.2, rows);
  const end = endOf(method, objective, initial(weights), { steps: 40 });
  dispose();
  return end;
}

function flow(): Float64Array {
  const { objective, dispose } = smallProblem();
  const end = endOf(gradientFlow(objective, 1e-4), objective, initial(), { time: 5 });
  dispose();
  return end;
}

test('the same seeds give the same bytes twice', () => {
  expect(sgd(1, 2)).toEqual(sgd(1, 2));
  expect(flow()).toEqual(flow());
});

test('another seed of the weights, or of the batches, gives other bytes', () => {
  const first = sgd(1, 2);
  expect(sgd(9, 2)).not.toEqual(first);
  expect(sgd(1, 9)).not.toEqual(first);
});
