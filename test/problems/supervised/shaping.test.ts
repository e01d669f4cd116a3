import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { indices, type Params, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { NetworkObjective } from '../../../src/objective/objective.ts';
import { mlp } from '../../../src/problems/networks/mlp.ts';
import { losses } from '../../../src/problems/supervised/loss-names.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, d, k] = [12, 4, 3];
const x = Float64Array.from(rng(1).normals(n * d));
const labels = Int32Array.from({ length: n }, (_, i) => (i * 7) % k);
const after = labels.map((c) => (c + 1) % k);
const net = mlp({ inputs: d, hidden: [5], outputs: k, activation: 'tanh' });
const weights = (seed: number): Params =>
  net.shapes.map((shape, i) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return tensor(Float64Array.from(rng(seed).fork('w', i).normals(size)), shape);
  });

describe.each(losses)('%s with a shaping term', (loss) => {
  const s = 0.3;

  test('is the mixture of the loss and of that of the next classes, with all its derivatives', () => {
    const [shaped, own, other] = [
      { x, labels, shaping: s },
      { x, labels },
      { x, labels: after },
    ].map((examples) => problem(net, loss, examples, k, 'double'));
    const [theta, v, w] = [weights(1), weights(2), tensor(rng(3).normals(n), [n])];
    const rows = indices(Int32Array.of(0, 5, 7, 7));
    const all = (objective: NetworkObjective): Float64Array => {
      const program = compile((inputs) => {
        const q = inputs.slice(0, theta.length);
        const u = inputs.slice(theta.length, 2 * theta.length);
        const [by, on] = inputs.slice(2 * theta.length);
        return [
          ...[objective.value(q), objective.value(q, on)],
          ...[...objective.gradient(q).gradient, ...objective.gradient(q, on).gradient],
          ...[...objective.hvp(q, u), ...objective.weighted!(q, by!)],
        ];
      }, 'double');
      const out = program([...theta, ...v, w, rows]);
      const found = flatten64(out);
      dispose(out);
      program.dispose();
      return found;
    };
    const [mixed, a, b] = [shaped, own, other].map((one) => all(one!.objective));
    for (const [i, value] of mixed!.entries())
      expect(Math.abs(value - (1 - s) * a![i]! - s * b![i]!)).toBeLessThan(1e-12);
    expect(Math.abs(a![0]! - b![0]!)).toBeGreaterThan(0.01);
    for (const one of [shaped, own, other]) one!.dispose();
    dispose([...theta, ...v, w, rows]);
  });
});

test('s is in [0, 1)', () => {
  const make = (shaping: number) =>
    problem(net, 'squared-error', { x, labels, shaping }, k, 'double');
  expect(() => make(1)).toThrow(new RangeError('invalid shaping; not in [0, 1): 1'));
  make(0).dispose();
});
