import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { indices, type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { hessian } from '../../../src/probes/operators/hessian.ts';
import { cnn } from '../../../src/problems/networks/cnn.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import type { Network } from '../../../src/problems/networks/network.ts';
import { microbatchCount, microbatchSize } from '../../../src/problems/supervised/microbatches.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { quadraticTaylor } from '../../../src/problems/supervised/quadratic-taylor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';

expectNoLeaks();

const common = {
  outputs: 3,
  parametrisation: 'standard',
  scale: 1,
  activation: 'tanh',
} as const;
const networks: readonly (readonly [string, Network, number])[] = [
  ['mlp', mlp({ inputs: 16, hidden: [5], ...common }), 16],
  ['cnn', cnn({ input: [4, 4, 1], channels: [3], ...common }), 16],
];

/** Told to take `most` examples at a time, by a network that claims to be as large as that needs. */
const claiming = (net: Network, inputs: number, most: number): Network => {
  let activations = 0;
  while (microbatchSize({ ...net, activations }, inputs) > most)
    activations = 2 * activations + 1000;
  return { ...net, activations };
};

const N = 83;

describe.each(['native', 'wasm'] as const)('on the %s engine', (engine) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  test.each([
    // Examples, as many as fit, microbatches.
    [999, 3000, 1],
    [1000, 3000, 2],
    [1499, 3000, 2],
    [1500, 3000, 4],
    [60_000, 3000, 20],
    [150, 100, 1],
    [151, 100, 2],
    [250, 100, 4],
    [900, 100, 12],
  ])('%d examples, of which %d fit, are %d microbatches', (n, most, count) => {
    expect(microbatchCount(n, most)).toBe(count);
  });

  describe.each(networks)('a large set of examples of an %s', (_, net, inputs) => {
    const examples = {
      x: Float32Array.from(
        rng(1)
          .fork('x')
          .normals(N * inputs),
      ),
      labels: Int32Array.from({ length: N }, (_, i) => (i * i + 1) % 3),
    };
    const quantities: readonly (readonly [
      string,
      (o: Objective, theta: Params, v: Params, rows: Tensor) => readonly Tensor[],
    ])[] = [
      ['loss', (o, theta) => [o.value(theta)]],
      ['gradient', (o, theta) => o.gradient(theta).gradient],
      ['Hessian–vector product', (o, theta, v) => o.hvp(theta, v)],
      ['third derivatives', (o, theta, v) => o.formGradient(theta, v)],
      [
        'weighted gradient',
        (o, theta) =>
          o.weighted!(
            theta,
            tensor(
              Float32Array.from({ length: N }, (_, i) => (i % 7) - 2),
              [N],
            ),
          ),
      ],
      [
        'weighted Hessian–vector product',
        (o, theta, v) =>
          o.weightedHvp!(
            theta,
            v,
            tensor(
              Float32Array.from({ length: N }, (_, i) => (i % 7) - 2),
              [N],
            ),
          ),
      ],
      [
        'gradient of its quadratic model',
        (o, theta, v) => quadraticTaylor(o, v).gradient(theta).gradient,
      ],
      ['gradient over given rows', (o, theta, _, rows) => o.gradient(theta, rows).gradient],
    ];
    const evaluate = (
      network: Network,
      f: (o: Objective, theta: Params, v: Params, rows: Tensor) => readonly Tensor[],
    ): Float64Array => {
      const on = problem(network, 'cross-entropy', examples, 3);
      const weights = (seed: number) =>
        unflatten(Float32Array.from(net.init(rng(seed)).flatMap((a) => [...a])), net.shapes);
      const theta = weights(2);
      const v = weights(3);
      const rows = indices(Int32Array.from({ length: 70 }, (_, i) => (i * 37) % N));
      const k = theta.length;
      const program = compile((all) =>
        f(on.objective, all.slice(1, k + 1), all.slice(k + 1), all[0]!),
      );
      const result = program([rows, ...theta, ...v]);
      const out = flatten64(result);
      program.dispose();
      dispose([rows, ...theta, ...v, ...result]);
      on.dispose();
      return out;
    };

    test('has the same Hessian, in parts that keep their activations and anew each time', () => {
      const answers = [net, claiming(net, inputs, 16)].flatMap((network) => {
        const on = problem(network, 'cross-entropy', examples, 3);
        const { microbatches, ...without } = on.objective;
        const theta = unflatten(
          Float32Array.from(net.init(rng(2)).flatMap((a) => [...a])),
          net.shapes,
        );
        const vs = [4, 5, 6].map((seed) => rng(seed).signs(net.parameters));
        const found = [{ ...without, microbatches }, without].map((objective) => {
          const H = hessian(objective, theta);
          const products = vs.map((v) => H.matvec(v));
          const forms = H.forms!(vs);
          H.dispose();
          return [...products.flatMap((p) => [...p]), ...forms];
        });
        dispose(theta);
        on.dispose();
        return found;
      });
      for (const other of answers.slice(1)) {
        expect(relativeError(other, answers[0]!)).toBeLessThan(1e-6);
      }
    });

    test.each(quantities)('has the same %s a microbatch at a time', (_, f) => {
      const whole = evaluate(net, f);
      // In a loop, and side by side.
      for (const most of [16, 32]) {
        const cut = evaluate(claiming(net, inputs, most), f);
        expect(relativeError(cut, whole)).toBeLessThan(1e-6);
      }
    });
  });
});
