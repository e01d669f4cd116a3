import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Controller, constant, scheduled } from '../../src/dynamics/integrate/controller.ts';
import { constantRate, cosine, stepDecay, warmUp } from '../../src/dynamics/integrate/schedules.ts';
import type { Solver } from '../../src/dynamics/integrate/solver.ts';
import type { Term } from '../../src/dynamics/integrate/term.ts';
import { adam } from '../../src/dynamics/solvers/adam.ts';
import { euler } from '../../src/dynamics/solvers/euler.ts';
import { heavyBall, nesterov } from '../../src/dynamics/solvers/momentum.ts';
import { muon } from '../../src/dynamics/solvers/orthogonal/muon.ts';
import { rmsprop } from '../../src/dynamics/solvers/rmsprop.ts';
import { clipped } from '../../src/dynamics/terms/clip.ts';
import { decayed } from '../../src/dynamics/terms/decay.ts';
import { descend, descendOnBatches } from '../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { mlp } from '../../src/problems/networks/mlp.ts';
import { problem } from '../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../support/expect-no-leaks.ts';
import { distance, pathOf } from '../support/small-training.ts';

/** Weights after some steps of torch.optim in float64, written by bench/peers/optimizers.py. */
interface Recorded {
  readonly x: readonly number[];
  readonly labels: readonly number[];
  readonly start: readonly number[];
  readonly runs: readonly {
    readonly name: string;
    readonly batch: number;
    readonly weights: Readonly<Record<string, readonly number[]>>;
  }[];
}

const recorded = JSON.parse(
  readFileSync(new URL('pytorch.json', import.meta.url), 'utf8'),
) as Recorded;

interface Twin {
  readonly solver: Solver;
  readonly controller: Controller;
  /** The term made of that of descent; absent: that itself. */
  readonly term?: (plain: Term) => Term;
  /** How much of round-off it makes more than others; absent: as much. */
  readonly amplifies?: number;
}
const with5 = (term: Term) => decayed(term, 0.05, 'coupled');
const beside = (term: Term) => decayed(term, 0.5, 'decoupled');

/** The same methods here; names and constants as in the script. */
const methods: Readonly<Record<string, Twin>> = {
  descent: { solver: euler, controller: constant(0.3) },
  'heavy-ball': { solver: heavyBall(0.9), controller: constant(0.1) },
  nesterov: { solver: nesterov(0.9), controller: constant(0.1) },
  adam: { solver: adam(), controller: constant(0.02) },
  'adam, other constants': {
    solver: adam({ beta1: 0.7, beta2: 0.95, epsilon: 1e-3 }),
    controller: constant(0.05),
  },
  rmsprop: { solver: rmsprop(), controller: constant(0.002) },
  'rmsprop, other constants': {
    solver: rmsprop({ alpha: 0.9, epsilon: 1e-3 }),
    controller: constant(0.01),
  },
  'heavy-ball, step decay': {
    solver: heavyBall(0.9),
    controller: scheduled(stepDecay(0.1, { every: 20, factor: 0.5 })),
  },
  'heavy-ball, cosine': {
    solver: heavyBall(0.9),
    controller: scheduled(cosine(0.1, { steps: 60, final: 0.01 })),
  },
  'descent, decay': { solver: euler, controller: constant(0.3), term: with5 },
  'heavy-ball, decay': { solver: heavyBall(0.9), controller: constant(0.1), term: with5 },
  'nesterov, decay': { solver: nesterov(0.9), controller: constant(0.1), term: with5 },
  'adam, decay': { solver: adam(), controller: constant(0.02), term: with5 },
  adamw: { solver: adam(), controller: constant(0.02), term: beside },
  'adamw, warm-up': {
    ...{ solver: adam(), term: beside },
    controller: scheduled(warmUp(constantRate(0.02), 15)),
  },
  'heavy-ball, clipped': {
    ...{ solver: heavyBall(0.9), controller: constant(0.1) },
    term: (plain) => with5(clipped(plain, 0.2)),
  },
  // The smallest singular values grow 3.4445⁵ ≈ 485 times, and so does their round-off.
  muon: { solver: muon(), controller: constant(0.02), amplifies: 10 },
  'muon, velocity and decay': {
    ...{ solver: muon({ momentum: 0.8, nesterov: false }), controller: constant(0.02) },
    ...{ term: beside, amplifies: 10 },
  },
  'rmsprop, decay': { solver: rmsprop(), controller: constant(0.01), term: with5 },
  'adam, warm-up': { solver: adam(), controller: scheduled(warmUp(constantRate(0.02), 15)) },
};

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const examples = recorded.labels.length;
const steps = 60;

const open = () =>
  problem(
    mlp({
      inputs: recorded.x.length / examples,
      hidden: [6],
      activation: 'tanh',
      outputs: 3,
      parametrisation: 'standard',
      scale: 1,
    }),
    'cross-entropy',
    { x: Float32Array.from(recorded.x), labels: Int32Array.from(recorded.labels) },
    3,
  );

describe.each(recorded.runs)('$name with batches of $batch', ({ name, batch, weights }) => {
  test.each([
    ['single', 1e-6],
    ['double', 1e-12],
  ] as const)('is torch.optim’s over 60 steps in %s precision, to %d', (precision, rtol) => {
    const { objective, dispose } = open();
    const rows = (step: number) =>
      Int32Array.from({ length: batch }, (_, i) => (step * batch + i) % examples);
    const plain = batch === examples ? descend(objective) : descendOnBatches(objective, rows);
    const { term = (own: Term) => own, amplifies = 1, ...rest } = methods[name]!;
    const method = { ...rest, term: term(plain) };
    const path = pathOf(method, objective, Float64Array.from(recorded.start), {
      steps,
      precision,
    });
    dispose();
    const kept = Object.entries(weights);
    expect(kept.map(([step]) => step)).toEqual(['1', '60']);
    for (const [step, flat] of kept) {
      const truth = Float64Array.from(flat);
      const size = Math.hypot(...truth);
      const error = distance(path[Number(step)]!, truth) / size;
      expect(error, `step ${step}`).toBeLessThan(amplifies * rtol);
    }
    expect(distance(path[steps]!, path[0]!)).toBeGreaterThan(0.1);
  });
});
