import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import { stochasticGradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { batches, independentSamplings } from '../../../src/dynamics/terms/batches.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { linearRegression } from '../../../src/problems/toys/linear-regression.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { trained } from '../../support/trained.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, B, eta] = [24, 8, 1.2];

/** Targets that no plane fits, at the plane that fits best. */
function atItsMinimum<T>(seed: number, body: (objective: Objective, theta: Float64Array) => T): T {
  const random = rng(seed);
  const toy = linearRegression(random.fork('x').normals(2 * n), random.fork('y').normals(n));
  try {
    return body(toy.objective, toy.solution());
  } finally {
    toy.dispose();
  }
}

type Build = (objective: Objective, seed: number) => Method;
const methods: readonly (readonly [string, Build])[] = [
  ...independentSamplings.map((sampling): [string, Build] => [
    `SGD ${sampling}`,
    (o, seed) => stochasticGradientDescent(o, eta, batches(n, B, sampling, rng(seed))),
  ]),
  [
    'descent with noise on its gradient',
    (o, seed) => ({
      term: perturb(descend(o), 0.3, normals(2, rng(seed))),
      solver: euler,
      controller: constant(eta),
    }),
  ],
  ['Langevin dynamics', (o, seed) => langevin(o, 0.05, eta, rng(seed))],
];

describe.each(methods)('%s, begun at a minimum', (_, build) => {
  test.each([1, 2, 3])(
    'goes on to its last step, and noise is all that raised it, seed %d',
    (seed) => {
      atItsMinimum(seed, (objective, theta) => {
        for (const stop of [{ steps: 3000 }, { time: 3000 * eta }]) {
          const end = trained(build(objective, seed), objective, theta, { stop, evaluateEvery: 3 });
          expect(end).toMatchObject({ ending: 'completed', step: 3000 });
          expect(end.catapult).toBeUndefined();
        }
      });
    },
  );
});
