import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { centralFlow } from '../../../src/dynamics/central/central-flow.ts';
import { type Checkpoint, free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../../../src/dynamics/integrate/integrate.ts';
import { cosine, inverseTime, warmUp } from '../../../src/dynamics/integrate/schedules.ts';
import {
  gradientDescent,
  gradientFlow,
  gradientFlowFixedStep,
  stochasticGradientDescent,
} from '../../../src/dynamics/methods/descent.ts';
import { momentumFlow } from '../../../src/dynamics/methods/momentum-flow.ts';
import { shuffledFlow } from '../../../src/dynamics/methods/shuffled-flow.ts';
import { flowOfSgd, langevin } from '../../../src/dynamics/methods/stochastic-flow.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import { uniformDelay } from '../../../src/dynamics/solvers/delay.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { adaptiveSolvers } from '../../../src/dynamics/solvers/registry.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { staleEuler } from '../../../src/dynamics/solvers/stale-euler.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import { batches, stagedBatches } from '../../../src/dynamics/terms/batches.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { descendOnTargets, flippedLabels } from '../../../src/dynamics/terms/label-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { dirichletShards, shardedBatches } from '../../../src/dynamics/terms/shards.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Precision } from '../../../src/engine/program/compile.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import type { Params } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { EXAMPLES, initial, smallProblem, withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const methods: readonly (readonly [string, (o: Objective) => Method])[] = [
  ['gradient descent', (o) => gradientDescent(o, 0.2)],
  ...(['shuffled', 'with-replacement', 'without-replacement'] as const).map(
    (sampling) =>
      [
        `stochastic gradient descent, ${sampling}`,
        (o: Objective) => stochasticGradientDescent(o, 0.2, batches(EXAMPLES, 7, sampling, rng(8))),
      ] as const,
  ),
  ...(Object.keys(adaptiveSolvers) as (keyof typeof adaptiveSolvers)[]).map(
    (solver) =>
      [
        `adaptive gradient flow by ${solver}`,
        (o: Objective) => gradientFlow(o, 1e-3, solver),
      ] as const,
  ),
  ['gradient flow by Heun', (o) => gradientFlowFixedStep(o, 0.2, 'heun')],
  ...[heavyBall(0.9), nesterov(0.9), adam(), rmsprop()].flatMap(
    (solver) =>
      [
        [solver.name, (o: Objective) => ({ term: descend(o), solver, controller: constant(0.02) })],
        [
          `${solver.name} on mini-batches`,
          (o: Objective) => ({
            term: descendOnBatches(o, batches(EXAMPLES, 7, 'shuffled', rng(8))),
            solver,
            controller: constant(0.02),
          }),
        ],
      ] as const,
  ),
  [
    'heavy ball by a cosine schedule with warm-up',
    (o) => ({
      term: descend(o),
      solver: heavyBall(0.9),
      controller: scheduled(warmUp(cosine(0.1, { steps: 15 }), 5)),
    }),
  ],
  [
    'Adam on growing batches, averaged over two',
    (o) => ({
      term: descendOnAverages(
        o,
        stagedBatches(
          EXAMPLES,
          [
            { from: 0, batch: 3 },
            { from: 9, batch: 8 },
          ],
          'shuffled',
          rng(8),
        ),
        2,
      ),
      solver: adam(),
      controller: scheduled(inverseTime(0.05, 4)),
    }),
  ],
  ['Langevin dynamics', (o) => langevin(o, 0.01, 0.1, rng(9))],
  [
    'the flow of SGD',
    (o) => flowOfSgd(o, { eta: 0.1, batch: 4, sampling: 'with-replacement' }, 0.05, rng(9)),
  ],
  [
    'mini-batches with noise beside them',
    (o) => ({
      term: diffuse(
        descendOnBatches(o, batches(EXAMPLES, 5, 'shuffled', rng(6))),
        isotropic(o.parameters, 0.01),
        normals(o.parameters, rng(9)),
      ),
      solver: eulerMaruyama,
      controller: constant(0.1),
    }),
  ],
  [
    'stale gradients on flipped labels of skewed shards',
    (o) => {
      const shards = dirichletShards(o.labelled!.labels, { workers: 3, alpha: 0.5 }, rng(2));
      const rows = shardedBatches(shards, 2, 'shuffled', 'in-turn', rng(3));
      return {
        term: descendOnTargets(o, flippedLabels(o.labelled!, 0.3, rng(4)), rows),
        solver: staleEuler(uniformDelay(4, rng(5))),
        controller: constant(0.1),
      };
    },
  ],
  ['the flow of heavy ball', (o) => momentumFlow(o, 0.1, 0.9, 1e-3)],
  ['the flow of shuffled SGD', (o) => shuffledFlow(o, 0.1, 6, 1e-3)],
  [
    'the central flow of gradient descent',
    (o) => centralFlow(o, { eta: 1.2, substeps: 1, random: rng(3) }),
  ],
  [
    'the central flow of RMSProp',
    (o) =>
      centralFlow(o, {
        eta: 0.005,
        substeps: 1,
        random: rng(3),
        rmsprop: { alpha: 0.95 },
      }),
  ],
  ['gradient flow by RK4', (o) => gradientFlowFixedStep(o, 0.2)],
];

const STEPS = 17;
const STOP = 7;

/** Step, time, work and weights of every point from here on, and the checkpoint at one of them. */
function follow(
  method: Method,
  theta: Params,
  precision: Precision,
  resume?: Checkpoint,
): { rows: unknown[]; stopped: Checkpoint | undefined } {
  const rows: unknown[] = [];
  let stopped: Checkpoint | undefined;
  const options = { steps: STEPS, precision, ...(resume === undefined ? {} : { resume }) };
  for (const point of integrate(method, theta, options)) {
    rows.push([point.step, point.t, point.work, flatten64(point.theta)]);
    if (resume === undefined && point.step === STOP) stopped = point.checkpoint();
  }
  return { rows, stopped };
}

/** Through text, as a file would hold it. */
function throughText(c: Checkpoint, shapes: Objective['shapes']): Checkpoint {
  const plain = (theta: Params) => [...flatten64(theta)];
  const back = (flat: number[], of: Objective['shapes']) => unflatten(Float64Array.from(flat), of);
  const text = JSON.stringify({
    ...c,
    theta: plain(c.theta),
    // A solver may carry other arrays than the weights have, as eigenvectors.
    vectors: Object.entries(c.solver.vectors).map(([k, v]) => [k, plain(v), v.map((t) => t.shape)]),
  });
  const read = JSON.parse(text);
  return {
    step: read.step,
    t: read.t,
    dt: read.dt,
    work: read.work,
    theta: back(read.theta, shapes),
    solver: {
      numbers: read.solver.numbers,
      vectors: Object.fromEntries(
        read.vectors.map(
          ([k, v, of]: [string, number[], Objective['shapes']]) => [k, back(v, of)] as const,
        ),
      ),
    },
  };
}

describe.each(methods)('%s', (_, method) => {
  test.each(['single', 'double'] as const)(
    'resumes from a checkpoint to the same bytes, in %s precision',
    (precision) => {
      const { objective, dispose } = smallProblem();
      withWeights(initial(), objective.shapes, (theta) => {
        const { rows, stopped } = follow(method(objective), theta, precision);
        const resumed = follow(method(objective), theta, precision, stopped);
        const copy = throughText(stopped!, objective.shapes);
        const reread = follow(method(objective), theta, precision, copy);
        expect(rows).toHaveLength(STEPS + 1);
        expect(resumed.rows).toEqual(rows.slice(STOP));
        expect(reread.rows).toEqual(rows.slice(STOP));
        free(stopped!);
        free(copy);
      });
      dispose();
    },
  );
});
