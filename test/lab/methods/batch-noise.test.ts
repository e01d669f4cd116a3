import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { covariances } from '../../../src/dynamics/terms/matched-noise.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { withBatchNoise } from '../../../src/lab/methods/gradients/batch-noise.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { openTask } from '../../../src/lab/task/task.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import {
  adamByHand,
  type ByHand,
  descentByHand,
  heavyBallByHand,
} from '../../support/methods-in-float64.ts';
import { dot, meanOf, subtract } from '../../support/moments.ts';
import { oracleAt, type Small, smallMlp, withProblem } from '../../support/small-network.ts';
import { sources } from '../../support/small-run.ts';
import { type NetworkRun, only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const path = fileURLToPath(new URL('../../cli/numpy/data.npz', import.meta.url));
const [N, B] = [30, 5];
const text = (method: string, stop = 'steps: 12', more = '') => `
data: { name: npz, path: ${path}, train: ${N}, test: 12 }
network: { hidden: [4] }
precision: double
methods: [{ ${method} }]
stop: { ${stop} }
measure: { sharpness: false, trace: false, threshold: false${more} }`;

/** The network of a run with its examples, as the oracle knows it, at the initial weights. */
async function twinOf(spec: NetworkRun): Promise<Small> {
  const task = await openTask(spec, sources);
  const { data, net } = task.supervised!;
  const theta = flatten64(task.theta0);
  task.dispose();
  return {
    ...{ name: net.label, network: net, loss: 'squared-error', theta, labels: data.labels! },
    x: data.x as Float32Array,
    twin: {
      ...{ kind: 'mlp', inputShape: [1, 6, 1], hidden: [4], activation: 'tanh' },
      ...{ outputs: 3, classes: 3, parametrisation: 'standard', scale: 1 },
    },
  };
}

/** gᵢ − ḡ at θ, of inputs in float64 too. */
const away = (small: Small, theta = small.theta) => {
  const { x, labels } = small;
  const d = x.length / labels.length;
  const g = Array.from(labels, (_, i) => {
    const one = { x: x.subarray(i * d, (i + 1) * d), labels: labels.subarray(i, i + 1) };
    return oracleAt({ ...small, ...one }, theta).gradient;
  });
  const mean = meanOf(g);
  return g.map((v) => subtract(v, mean));
};

describe.each(covariances)('noise of covariance: %s', (covariance) => {
  test.each([
    ['gradient-descent', '', descentByHand],
    ['heavy-ball', ', momentum: 0.8', () => heavyBallByHand(0.8)],
    ['adam', '', () => adamByHand(0.9, 0.999, 1e-8)],
  ] as const)('on the gradients of %s is that of a loop in float64', async (name, keys, make) => {
    const eta = name === 'adam' ? 0.01 : 0.1;
    const spec = only(
      text(
        `method: ${name}, rate: ${eta}${keys}, batchNoise: { batch: ${B}, covariance: ${covariance} }`,
      ),
    );
    const small = await twinOf(spec);
    const P = small.theta.length;
    const stream = rng(spec.seed).fork('batches').fork('batch-noise');
    const hand: ByHand = make();
    let { theta } = small;
    for (let k = 0; k < 12; k++) {
      const xi = stream.fork('noise', k).normals(covariance === 'full' ? N : N + P);
      const mean = xi.slice(0, N).reduce((a, b) => a + b, 0) / N;
      const own = away(small, theta);
      const z = theta.map((_, a) =>
        own.reduce((s, v, i) => s + ((xi[i]! - mean) * v[a]!) / Math.sqrt(B * N), 0),
      );
      const zeta = xi.slice(N);
      const noise = {
        full: () => z,
        diagonal: () => z.map((x, a) => x * Math.sign(zeta[a]!)),
        isotropic: () => z.map((_, a) => (Math.hypot(...z) * zeta[a]!) / Math.sqrt(P)),
      }[covariance]();
      const g = subtract(oracleAt(small, theta).gradient, noise);
      theta = hand.step(theta, g, eta, k + 1);
    }
    const { weights } = await execute(spec, sources);
    const found = Float64Array.from(weights.flatMap((w) => Array.from(w)));
    expect(Math.hypot(...subtract(found, theta))).toBeLessThan(1e-11);
    expect(Math.hypot(...subtract(theta, small.theta))).toBeGreaterThan(0.05);
  });

  test('has the trace of SGD’s', async () => {
    const method = `method: gradient-descent, rate: 1.0e-5, batchNoise: { batch: ${B}, covariance: ${covariance} }`;
    const spec = only(
      text(method, 'steps: 1', ', stepNoise: { relativeError: 0.03, maxPairs: 2000 }'),
    );
    const { value, stderr } = (await execute(spec, sources)).scalars.stepNoise!;
    const small = await twinOf(spec);
    const trace = away(small).reduce((s, v) => s + dot(v, v) / (N * B), 0);
    expect(stderr).toBeLessThan(0.05 * trace);
    expect(Math.abs(value - trace)).toBeLessThan(4 * stderr);
  });
});

test.each([
  ['with-replacement', 1 / 5],
  ['without-replacement', (20 - 5) / (5 * 19)],
] as const)('full noise is B(θ)ξ with BBᵀ = κC, the dense one: %s', (sampling, kappa) => {
  const small = smallMlp('tanh', 'cross-entropy', 2, 20);
  const P = small.theta.length;
  const columns = withProblem(small, small.theta, (objective, theta) => {
    const of = { batch: 5, covariance: 'full', sampling } as const;
    const term = withBatchNoise(descend(objective), of, { objective, random: rng(0) });
    const run = compile(([xi, ...q]) => term.drift(q, [xi!]), 'double');
    const driftAt = (xi: Float64Array) => {
      const fed = tensor(xi, [20]);
      const out = run([fed, ...theta]);
      const found = flatten64(out);
      dispose([fed, ...out]);
      return found;
    };
    const still = driftAt(new Float64Array(20));
    expect(
      Math.hypot(
        ...subtract(
          still,
          oracleAt(small, small.theta).gradient.map((x) => -x),
        ),
      ),
    ).toBeLessThan(1e-12);
    const found = Array.from({ length: 20 }, (_, i) =>
      subtract(driftAt(Float64Array.from({ length: 20 }, (_, j) => (i === j ? 1 : 0))), still),
    );
    run.dispose();
    return found;
  });
  const own = away(small);
  let worst = 0;
  for (let a = 0; a < P; a++)
    for (let b = 0; b < P; b++) {
      const made = columns.reduce((s, v) => s + v[a]! * v[b]!, 0);
      const dense = own.reduce((s, v) => s + (kappa * v[a]! * v[b]!) / 20, 0);
      worst = Math.max(worst, Math.abs(made - dense));
    }
  expect(worst).toBeLessThan(1e-13);
});

test('it draws, is no plain descent, and says so', () => {
  const spec = only(
    text('method: gradient-descent, rate: 0.1, batchNoise: { batch: 5, covariance: diagonal }'),
  ).method;
  const method = methodOf(spec);
  expect(spec).toHaveProperty('batchNoise', {
    ...{ batch: 5, covariance: 'diagonal', sampling: 'with-replacement' },
  });
  expect(method.noisy).toBe(true);
  expect(method.card.edge).toBeUndefined();
  expect(method.followsFlow).toBe(false);
  expect(method.label).toBe('GD η=0.1 diagonal-noise-of-B=5');
  expect(method.further).toEqual(['zhu2019', 'wu2020']);
});

test.each([
  [
    'question: q\nmethods:\n  - { method: heavy-ball, rate: 0.1, batch: 8, batchNoise: { batch: 8 } }',
    '3:48: methods[0].batchNoise is not used by mini-batches: drop it, or drop batch',
  ],
  [
    'question: q\nmethods:\n  - { method: heavy-ball, rate: 0.1, batchNoise: { batch: 501 } }',
    '3:59: batch 501 exceeds the 500 training examples: lower it or raise data.train',
  ],
  [
    'question: q\ndata: quadratic\nmethods:\n  - { method: gradient-descent, rate: 0.1, batchNoise: { batch: 5 } }',
    '4:56: methods[0].batchNoise needs examples, and problem quadratic has none: train on the full loss, as by gradient-descent',
  ],
])('%j is refused', (file, message) => {
  expect(errorOf(file)).toBe(message);
});
