import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { constant, scheduled } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import { cosine, type Schedule } from '../../../src/dynamics/integrate/schedules.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { svag } from '../../../src/dynamics/methods/svag.ts';
import { adam } from '../../../src/dynamics/solvers/adam.ts';
import {
  type Delay,
  fixedDelay,
  geometricDelay,
  uniformDelay,
} from '../../../src/dynamics/solvers/delay.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { lion } from '../../../src/dynamics/solvers/lion.ts';
import { heavyBall, nesterov } from '../../../src/dynamics/solvers/momentum.ts';
import { muon } from '../../../src/dynamics/solvers/orthogonal/muon.ts';
import { rmsprop } from '../../../src/dynamics/solvers/rmsprop.ts';
import { staleEuler } from '../../../src/dynamics/solvers/stale-euler.ts';
import { descendOnAverages } from '../../../src/dynamics/terms/averaging.ts';
import {
  type Batches,
  batches,
  samplings,
  stagedBatches,
} from '../../../src/dynamics/terms/batches.ts';
import { clipped } from '../../../src/dynamics/terms/clip.ts';
import { decayed, decays } from '../../../src/dynamics/terms/decay.ts';
import { descend, descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { diffuse, gradientCovariance, isotropic } from '../../../src/dynamics/terms/diffusion.ts';
import { perturb } from '../../../src/dynamics/terms/gradient-noise.ts';
import {
  descendOnTargets,
  flippedLabels,
  gaussianTargets,
  type StepTargets,
} from '../../../src/dynamics/terms/label-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { precondition } from '../../../src/dynamics/terms/precondition.ts';
import { dirichletShards, shardedBatches } from '../../../src/dynamics/terms/shards.ts';
import { sharpnessAware } from '../../../src/dynamics/terms/sharpness-aware.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { oracleJacobian } from '../../oracle/jacobian.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  adamByHand,
  type ByHand,
  coupledByHand,
  decoupledByHand,
  descentByHand,
  heavyBallByHand,
  lionByHand,
  muonByHand,
  nesterovByHand,
  nesterovOfVelocityByHand,
  rmspropByHand,
} from '../../support/methods-in-float64.ts';
import { distance, pathOf } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, inputs, k] = [12, 4, 3];
const steps = 14;
const x = Float32Array.from(
  rng(5)
    .fork('x')
    .normals(n * inputs),
);
const labels = Int32Array.from({ length: n }, (_, i) => (i * i + 1) % k);
const every = Int32Array.from({ length: n }, (_, i) => i);

/** One-hot labels of some rows. Shape [B · k] */
const oneHot = (rows: ArrayLike<number>): Float32Array =>
  Float32Array.from({ length: rows.length * k }, (_, j) =>
    labels[rows[Math.floor(j / k)]!] === j % k ? 1 : 0,
  );

/** ½ squared error of a network, with its outputs and their Jacobian in float64 by hand-written layers. */
function networkOf(hidden: readonly number[], seed: number) {
  const sizes = { outputs: k, classes: k } as const;
  const common = { activation: 'tanh', ...sizes, parametrisation: 'standard', scale: 1 } as const;
  const network = mlp({ inputs, hidden, ...common });
  const twin = { kind: 'mlp', inputShape: [1, inputs, 1], hidden, ...common } as const;
  const theta0 = Float64Array.from(network.init(rng(seed)).flatMap((a) => [...a]));
  /** (1/B) Σᵢ Jᵢᵀ(fᵢ − yᵢ). */
  const gradient = (
    theta: Float64Array,
    rows: ArrayLike<number>,
    y: ArrayLike<number> = oneHot(rows),
  ) => {
    const own = Float64Array.from(
      Array.from(rows, (r) => [...x.subarray(r * inputs, (r + 1) * inputs)]).flat(),
    );
    const { outputs, J } = oracleJacobian(twin, theta, own);
    const residual = outputs.map((f, i) => (f - y[i]!) / rows.length);
    return theta.map((_, p) => residual.reduce((sum, r, i) => sum + r * J[i]![p]!, 0));
  };
  const { shapes } = network;
  return {
    shapes,
    theta0,
    gradient,
    open: () => problem(network, 'squared-error', { x, labels }, k),
  };
}
type Net = ReturnType<typeof networkOf>;

const problems: readonly (readonly [string, Net])[] = [
  ['a linear model', networkOf([], 1)],
  ['a tanh network', networkOf([5], 2)],
];

/** A method beside the gradients and the rule of its loop. */
interface Case {
  readonly name: string;
  readonly method: (o: Objective) => Method;
  /** g of a step, given the path so far. */
  readonly g: (net: Net, path: readonly Float64Array[], step: number) => Float64Array;
  readonly rule?: (net: Net) => ByHand;
  readonly eta?: Schedule;
}

const eta = 0.1;
const euled = (term: Term): Method => ({ term, solver: euler, controller: constant(eta) });
const at = (path: readonly Float64Array[]) => path.at(-1)!;
const draw = (B: number, sampling: (typeof samplings)[number] = 'shuffled'): Batches =>
  batches(n, B, sampling, rng(7));
const onRows =
  (rows: Batches): Case['g'] =>
  (net, path, step) =>
    net.gradient(at(path), rows(step));
const full: Case['g'] = (net, path) => net.gradient(at(path), every);

const growing = stagedBatches(
  n,
  [
    { from: 0, batch: 2 },
    { from: 4, batch: 5 },
    { from: 9, batch: 12 },
  ],
  'shuffled',
  rng(7),
);
const shards = dirichletShards(labels, { workers: 3, alpha: 0.3 }, rng(2));
const split = (visit: 'all' | 'in-turn') =>
  shardedBatches(shards, 2, 'without-replacement', visit, rng(3));
const falling = cosine(eta, { steps: 10, final: 0.01 });
const classes = Array.from({ length: k }, (_, label) => label);
const labelled = { labels, outputs: k, classes };
const own = { values: oneHot(every), outputs: k };
const [sigma, T] = [0.2, 0.05];
/** The largest norm of clipped gradients, and the steps on either side of it. */
const LIMIT = 0.9;
const [long, short] = [new Set<number>(), new Set<number>()];
const P = (o: Objective) => o.parameters;
const scale = (size: number) => Float64Array.from({ length: size }, (_, i) => 0.5 + (i % 4));

const rules: readonly (readonly [string, Method['solver'], () => ByHand])[] = [
  ['heavy ball', heavyBall(0.9), () => heavyBallByHand(0.9)],
  ['Nesterov', nesterov(0.8), () => nesterovByHand(0.8)],
  ['Adam', adam(), () => adamByHand(0.9, 0.999, 1e-8)],
  ['RMSProp', rmsprop({ epsilon: 1e-3 }), () => rmspropByHand(0.99, 1e-3)],
];
const velocityForm = [
  'Nesterov',
  nesterov(0.8),
  () => nesterovOfVelocityByHand(0.8),
] satisfies (typeof rules)[number];
const delays: readonly (readonly [string, Delay])[] = [
  ['fixed', fixedDelay(3)],
  ['uniform', uniformDelay(4, rng(3))],
  ['geometric', geometricDelay(2, 6, rng(3))],
];
const noises: readonly (readonly [string, StepTargets])[] = [
  ['flipped labels', flippedLabels(labelled, 0.4, rng(4))],
  ['noise on targets', gaussianTargets(own, 0.3, rng(4))],
];

const cases: readonly Case[] = [
  { name: 'gradient descent', method: (o) => euled(descend(o)), g: full },
  {
    name: 'gradient descent by a schedule',
    method: (o) => ({ ...euled(descend(o)), controller: scheduled(falling) }),
    g: full,
    eta: falling,
  },
  ...samplings.map(
    (sampling): Case => ({
      name: `SGD, ${sampling}`,
      method: (o) => euled(descendOnBatches(o, draw(5, sampling))),
      g: onRows(draw(5, sampling)),
    }),
  ),
  ...rules.flatMap(([name, solver, rule]): Case[] =>
    [undefined, draw(5)].map((rows) => ({
      name: `${name} on ${rows === undefined ? 'the full batch' : 'mini-batches'}`,
      method: (o) => ({
        term: rows === undefined ? descend(o) : descendOnBatches(o, rows),
        ...{ solver, controller: constant(0.02) },
      }),
      g: rows === undefined ? full : onRows(rows),
      ...{ rule, eta: () => 0.02 },
    })),
  ),
  ...[rules[0]!, velocityForm, rules[2]!].flatMap(([name, solver, rule]): Case[] =>
    decays.map((decay) => ({
      name: `${name} with ${decay} decay`,
      method: (o) => ({
        term: decayed(descendOnBatches(o, draw(5)), 0.3, decay),
        ...{ solver, controller: scheduled(falling) },
      }),
      g: onRows(draw(5)),
      rule: () => (decay === 'coupled' ? coupledByHand : decoupledByHand)(rule(), 0.3),
      eta: falling,
    })),
  ),
  ...decays.map(
    (decay): Case => ({
      name: `preconditioned descent with ${decay} decay`,
      method: (o) => euled(precondition(decayed(descend(o), 0.3, decay), scale(P(o)))),
      g: (net, path) =>
        net
          .gradient(at(path), every)
          .map((g, i) =>
            decay === 'coupled'
              ? (g + 0.3 * at(path)[i]!) / (0.5 + (i % 4))
              : g / (0.5 + (i % 4)) + 0.3 * at(path)[i]!,
          ),
    }),
  ),
  {
    name: 'a fixed delay with decoupled decay',
    method: (o) => ({
      ...euled(decayed(descend(o), 0.3, 'decoupled')),
      solver: staleEuler(fixedDelay(3)),
    }),
    g: (net, path, step) => net.gradient(path[Math.max(0, step - 3)]!, every),
    rule: () => decoupledByHand(descentByHand(), 0.3),
  },
  {
    name: 'heavy ball on clipped gradients with decay',
    method: (o) => ({
      term: decayed(clipped(descendOnBatches(o, draw(5)), LIMIT), 0.3, 'coupled'),
      ...{ solver: heavyBall(0.5), controller: constant(eta) },
    }),
    g(net, path, step) {
      const g = net.gradient(at(path), draw(5)(step));
      const size = Math.hypot(...g);
      // Both are met: some are clipped, and others left.
      (size > LIMIT ? long : short).add(step);
      return g.map((x) => x * Math.min(1, LIMIT / (size + 1e-6)));
    },
    rule: () => coupledByHand(heavyBallByHand(0.5), 0.3),
  },
  ...[
    { name: 'Lion', solver: lion(), rule: () => lionByHand(0.9, 0.99) },
    { name: 'signed descent', solver: lion({ beta1: 0, beta2: 0 }), rule: () => lionByHand(0, 0) },
  ].map(
    ({ name, solver, rule }): Case => ({
      name,
      method: (o) => ({ term: descendOnBatches(o, draw(5)), solver, controller: constant(0.02) }),
      g: onRows(draw(5)),
      ...{ rule: () => rule(), eta: () => 0.02 },
    }),
  ),
  ...[true, false].map(
    (nesterov): Case => ({
      name: `Muon ${nesterov ? 'that looks ahead' : 'on its velocity'}`,
      method: (o) => ({
        term: descendOnBatches(o, draw(5)),
        solver: muon({ momentum: 0.8, nesterov, vectors: 3 }),
        controller: scheduled(falling),
      }),
      g: onRows(draw(5)),
      rule: ({ shapes }) => muonByHand(0.8, nesterov, shapes, 3),
      eta: falling,
    }),
  ),
  ...[true, false].map(
    (normalised): Case => ({
      name: `SAM ${normalised ? 'on a sphere' : 'unnormalised'}, on mini-batches with noise on gradients`,
      method: (o) =>
        euled(
          perturb(
            sharpnessAware(descendOnBatches(o, draw(5)), { radius: 0.2, normalised }),
            sigma,
            normals(P(o), rng(6)),
          ),
        ),
      g(net, path, step) {
        const [theta, rows] = [at(path), draw(5)(step)];
        const xi = normals(net.theta0.length, rng(6))(step);
        const g = net.gradient(theta, rows);
        const far = normalised ? 0.2 / Math.hypot(...g) : 0.2;
        const top = theta.map((x, i) => x + far * g[i]!);
        return net.gradient(top, rows).map((x, i) => x - sigma * xi[i]!);
      },
    }),
  ),
  {
    name: 'preconditioned descent',
    method: (o) => euled(precondition(descend(o), scale(P(o)))),
    g: (net, path) => net.gradient(at(path), every).map((g, i) => g / (0.5 + (i % 4))),
  },
  {
    name: 'batches that grow',
    method: (o) => euled(descendOnBatches(o, growing)),
    g: onRows(growing),
  },
  {
    name: 'a mean of three batches',
    method: (o) => euled(descendOnAverages(o, draw(4), 3)),
    g(net, path, step) {
      const each = [0, 1, 2].map((j) => net.gradient(at(path), draw(4)(3 * step + j)));
      return each[0]!.map((g, i) => (g + each[1]![i]! + each[2]![i]!) / 3);
    },
  },
  ...(['all', 'in-turn'] as const).map(
    (visit): Case => ({
      name: `shards, ${visit}`,
      method: (o) => euled(descendOnBatches(o, split(visit))),
      g: onRows(split(visit)),
    }),
  ),
  ...delays.map(
    ([name, delay]): Case => ({
      name: `a ${name} delay`,
      method: (o) => ({ ...euled(descendOnBatches(o, draw(5))), solver: staleEuler(delay) }),
      g: (net, path, step) =>
        net.gradient(path[Math.max(0, step - delay.at(step))]!, draw(5)(step)),
    }),
  ),
  ...noises.flatMap(([name, targets]): Case[] => [
    {
      name,
      method: (o) => euled(descendOnTargets(o, targets)),
      g: (net, path, step) => net.gradient(at(path), every, targets(step, every)),
    },
    {
      name: `${name} of mini-batches, by heavy ball`,
      method: (o) => ({
        ...euled(descendOnTargets(o, targets, draw(5))),
        solver: heavyBall(0.5),
      }),
      g(net, path, step) {
        const rows = draw(5)(step);
        return net.gradient(at(path), rows, targets(step, rows));
      },
      rule: () => heavyBallByHand(0.5),
    },
  ]),
  {
    name: 'noise on gradients',
    method: (o) => euled(perturb(descendOnBatches(o, draw(5)), sigma, normals(P(o), rng(6)))),
    g(net, path, step) {
      const xi = normals(net.theta0.length, rng(6))(step);
      return net.gradient(at(path), draw(5)(step)).map((g, i) => g - sigma * xi[i]!);
    },
  },
  {
    name: 'all of it at once: noise on stale gradients with flipped labels of shards, preconditioned',
    method(o) {
      const flips = descendOnTargets(o, noises[0]![1], split('in-turn'));
      const noisy = perturb(flips, sigma, normals(P(o), rng(6)));
      return { ...euled(precondition(noisy, scale(P(o)))), solver: staleEuler(fixedDelay(2)) };
    },
    g(net, path, step) {
      const rows = split('in-turn')(step);
      const xi = normals(net.theta0.length, rng(6))(step);
      return net
        .gradient(path[Math.max(0, step - 2)]!, rows, noises[0]![1](step, rows))
        .map((g, i) => (g - sigma * xi[i]!) / (0.5 + (i % 4)));
    },
  },
  {
    name: 'SVAG',
    method: (o) => svag(o, 3 * eta, draw(5, 'with-replacement'), 3),
    g(net, path, step) {
      const rows = draw(5, 'with-replacement');
      const [a, b] = [0, 1].map((j) => net.gradient(at(path), rows(2 * step + j)));
      const s = Math.sqrt(5);
      return a!.map((ai, i) => ((1 + s) * ai + (1 - s) * b![i]!) / 2);
    },
  },
  {
    name: 'a step of Langevin dynamics on mini-batches',
    method: (o) => ({
      ...euled(diffuse(descendOnBatches(o, draw(5)), isotropic(P(o), T), normals(P(o), rng(6)))),
      solver: eulerMaruyama,
    }),
    g(net, path, step) {
      const xi = normals(net.theta0.length, rng(6))(step);
      return net
        .gradient(at(path), draw(5)(step))
        .map((g, i) => g - Math.sqrt((2 * T) / eta) * xi[i]!);
    },
  },
  {
    name: 'a step of the flow of SGD',
    method: (o) => ({
      ...euled(
        diffuse(
          descend(o),
          gradientCovariance(o, { eta, batch: 2, sampling: 'without-replacement' }),
          normals(n, rng(6)),
        ),
      ),
      solver: eulerMaruyama,
    }),
    g(net, path, step) {
      const xi = normals(n, rng(6))(step);
      const mean = xi.reduce((sum, z) => sum + z / n, 0);
      const kappa = (n - 2) / (2 * (n - 1));
      const g = net.gradient(at(path), every);
      for (const row of every) {
        const weight = Math.sqrt(kappa / n) * (xi[row]! - mean);
        for (const [i, gi] of net.gradient(at(path), [row]).entries()) g[i]! -= weight * gi;
      }
      return g;
    },
  },
];

describe.each(problems)('on %s', (_, net) => {
  test.each(cases)(
    '$name is its float64 loop, in double and in single',
    ({ method, g, rule, eta: rate = () => eta }) => {
      const by = (rule ?? descentByHand)(net);
      const truth: Float64Array[] = [net.theta0];
      for (let step = 0; step < steps; step++)
        truth.push(by.step(at(truth), g(net, truth, step), rate(step), step + 1));
      const { objective, dispose } = net.open();
      for (const [precision, tolerance] of [
        ['double', 1e-11],
        ['single', 2e-5],
      ] as const) {
        const path = pathOf(method(objective), objective, net.theta0, { steps, precision });
        expect(path).toHaveLength(steps + 1);
        const apart = Math.max(...path.map((theta, i) => distance(theta, truth[i]!)));
        expect(apart, precision).toBeLessThan(tolerance);
      }
      // It went somewhere.
      expect(distance(at(truth), net.theta0)).toBeGreaterThan(0.05);
      dispose();
    },
  );
});

test('gradients were clipped in some steps and not in others', () => {
  expect(long.size).toBeGreaterThan(3);
  expect(short.size).toBeGreaterThan(3);
});
