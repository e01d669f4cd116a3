import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { gaussianTargets } from '../../../src/dynamics/terms/label-noise.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { oneHot } from '../../../src/objective/targets.ts';
import { linear } from '../../../src/problems/networks/mlp.ts';
import { evaluator } from '../../../src/problems/supervised/evaluator.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallMlp } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const bytes = (tensors: readonly Tensor[]) => {
  const values = tensors.map((t) => [...t.dataSync()]);
  dispose(tensors);
  return values;
};

describe('targets as real numbers', () => {
  const [n, d, k] = [7, 3, 2];
  const x = Float32Array.from(rng(1).normals(n * d));
  const y = Float64Array.from(rng(2).normals(n * k), Math.fround);
  const net = linear({ inputs: d, outputs: k });
  const W = rng(3)
    .normals(d * k)
    .map(Math.fround);
  const b = rng(4).normals(k).map(Math.fround);
  const theta = () => [tensor(Float64Array.from(W), [d, k]), tensor(Float64Array.from(b), [k])];
  const residual = (i: number, c: number) =>
    Array.from({ length: d }, (_, j) => x[i * d + j]! * W[j * k + c]!).reduce(
      (s, t) => s + t,
      b[c]!,
    ) - y[i * k + c]!;

  test('give ½ Σ (f − y)², its mean and its gradient, by hand in float64', () => {
    const on = problem(net, 'squared-error', { x, values: y }, k);
    const own = theta();
    const { value, gradient } = on.objective.gradient(own);
    const rows = Array.from({ length: n }, (_, i) => i);
    const losses = rows.map((i) => [0, 1].reduce((s, c) => s + residual(i, c) ** 2 / 2, 0));
    expect(bytes([value])[0]![0]).toBeCloseTo(losses.reduce((s, l) => s + l, 0) / n, 5);
    const [dW, db] = bytes(gradient);
    for (let c = 0; c < k; c++) {
      expect(db![c]).toBeCloseTo(rows.reduce((s, i) => s + residual(i, c), 0) / n, 5);
      for (let j = 0; j < d; j++)
        expect(dW![j * k + c]).toBeCloseTo(
          rows.reduce((s, i) => s + x[i * d + j]! * residual(i, c), 0) / n,
          5,
        );
    }
    const each = evaluator(on);
    const found = each.evaluate(own);
    expect(found).not.toHaveProperty('accuracy');
    for (const i of rows) expect(found.losses[i]).toBeCloseTo(losses[i]!, 5);
    expect(on.accuracy).toBeUndefined();
    expect(on.objective.labelled).toBeUndefined();
    expect(on.objective.targets.values).toBe(y);
    each.dispose();
    dispose(own);
    on.dispose();
  });

  test('that are one-hot are the classes themselves, to the last bit', () => {
    const { network, x: inputs, labels, theta: flat } = smallMlp('tanh', 'squared-error');
    const values = oneHot(labels, 10);
    const run = (arrays: Parameters<typeof problem>[2]) => {
      const on = problem(network, 'squared-error', arrays, 10);
      let at = 0;
      const own = network.shapes.map((shape) => {
        const size = shape.reduce((p, q) => p * q, 1);
        at += size;
        return tensor(flat.slice(at - size, at), shape);
      });
      const { value, gradient } = on.objective.gradient(own);
      const found = bytes([value, ...gradient, ...on.objective.hvp(own, own)]);
      dispose(own);
      on.dispose();
      return found;
    };
    expect(run({ x: inputs, values })).toEqual(run({ x: inputs, labels }));
  });

  test('take normal noise at each step', () => {
    const targets = { values: y, outputs: k };
    const rows = Int32Array.of(4, 0);
    expect([...gaussianTargets(targets, 0, rng(5))(3, rows)]).toEqual([y[8], y[9], y[0], y[1]]);
    const noise = (sigma: number) =>
      gaussianTargets(
        targets,
        sigma,
        rng(5),
      )(3, rows).map((t, i) => t - [y[8]!, y[9]!, y[0]!, y[1]!][i]!);
    noise(0.5).forEach((e, i) => {
      expect(e).toBeCloseTo(noise(1)[i]! / 2, 5);
    });
  });

  test('are refused where they do not fit the inputs, or have no classes that the loss asks for', () => {
    const odd = { x, values: new Float64Array(n * k + 1) };
    expect(() => problem(net, 'squared-error', odd, k)).toThrow(
      'invalid examples; 21 input values',
    );
    expect(() => problem(net, 'cross-entropy', { x, values: y }, k)).toThrow(
      'invalid loss; cross-entropy needs labels',
    );
  });
});
