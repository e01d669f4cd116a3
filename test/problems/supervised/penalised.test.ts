import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { square, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { indices, type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import type { NetworkObjective } from '../../../src/objective/objective.ts';
import { gradientNoise } from '../../../src/probes/noise/gradient-noise.ts';
import { gradientCovariance } from '../../../src/probes/operators/gradient-covariance.ts';
import { hessians } from '../../../src/probes/operators/hessian.ts';
import { losses } from '../../../src/problems/supervised/loss-names.ts';
import { l2Penalty, penalised, penaltyOf } from '../../../src/problems/supervised/penalised.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { denseOf, type Matrix } from '../../support/dense-matrices.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import {
  denseHessian,
  exampleGradients,
  onRows,
  oracleAt,
  smallMlp,
} from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const LAMBDA = 0.3;

const plus = (a: ArrayLike<number>, b: ArrayLike<number>, by: number) =>
  Float64Array.from(a, (x, i) => x + by * b[i]!);
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...plus(a, b, -1)) / Math.hypot(...Array.from(b));
const squared = (a: ArrayLike<number>) => Math.hypot(...Array.from(a)) ** 2;
const shifted = (H: Matrix): Matrix =>
  H.map((row, i) => row.map((x, j) => (i === j ? x + LAMBDA : x)));
const worst = (a: Matrix, b: Matrix) =>
  Math.max(...a.map((row, i) => Math.max(...row.map((x, j) => Math.abs(x - b[i]![j]!)))));

/** What a function of θ and other tensors gives, in float64. */
function once(fn: (inputs: Params) => readonly Tensor[], inputs: Params): Float64Array {
  const program = compile((given) => [...fn(given)], 'double');
  const out = program([...inputs]);
  const found = flatten64(out);
  dispose(out);
  program.dispose();
  return found;
}

describe.each(losses)('L + (λ/2)‖θ‖² with %s', (loss) => {
  const small = smallMlp('tanh', loss, 3, 12);
  const { theta } = small;
  const k = small.network.shapes.length;

  /** The objective of the network in float64 and its θ, freed afterwards. */
  function within(body: (objective: NetworkObjective, at: Params) => void): void {
    const on = problem(small.network, loss, small, 10, 'double');
    const at = unflatten(theta, small.network.shapes);
    body(on.objective, at);
    dispose(at);
    on.dispose();
  }

  test('value, gradients and products are those of the oracle and λθ, λv, on rows and with weights too', () =>
    within((objective, at) => {
      const own = penalised(objective, l2Penalty(LAMBDA));
      const v = Float64Array.from(rng(4).normals(theta.length));
      const w = Float64Array.from(rng(5).normals(12));
      const chosen = Int32Array.of(0, 5, 7, 7);
      const given = [
        ...[...at, ...unflatten(v, small.network.shapes)],
        ...[tensor(w, [12]), indices(chosen)],
      ];
      const taken = (fn: (q: Params, u: Params, by: Tensor, on: Tensor) => readonly Tensor[]) =>
        once(
          (all) => fn(all.slice(0, k), all.slice(k, 2 * k), all[2 * k]!, all[2 * k + 1]!),
          given,
        );
      const [all, some] = [small, onRows(small, chosen)].map((on) => oracleAt(on, theta));
      for (const [on, by] of [
        [all!, undefined],
        [some!, true],
      ] as const) {
        const value = taken((q, _, _w, rows) => [own.value(q, by && rows)]);
        expect(Math.abs(value[0]! - on.loss - (LAMBDA / 2) * squared(theta))).toBeLessThan(1e-11);
        const g = taken((q, _, _w, rows) => own.gradient(q, by && rows).gradient);
        expect(apart(g, plus(on.gradient, theta, LAMBDA))).toBeLessThan(1e-12);
        const Hv = taken((q, u, _, rows) => own.hvp(q, u, by && rows));
        expect(apart(Hv, plus(on.hvp(v), v, LAMBDA))).toBeLessThan(1e-12);
      }
      const total = w.reduce((a, b) => a + b);
      const gradients = exampleGradients(small);
      const sum = theta.map((x, j) =>
        gradients.reduce((s, g, i) => s + w[i]! * g[j]!, total * LAMBDA * x),
      );
      expect(
        apart(
          taken((q, _, by) => own.weighted!(q, by)),
          sum,
        ),
      ).toBeLessThan(1e-12);
      const products = Array.from(w, (_, i) => oracleAt(onRows(small, [i]), theta).hvp(v));
      const weightedHv = v.map((x, j) =>
        products.reduce((s, p, i) => s + w[i]! * p[j]!, total * LAMBDA * x),
      );
      expect(
        apart(
          taken((q, u, by) => own.weightedHvp!(q, u, by)),
          weightedHv,
        ),
      ).toBeLessThan(1e-12);
      // Its own targets in the place of targets.
      const y = tensor(objective.targets.values, [12, 10]);
      const g = once((all) => own.targets.gradient(all.slice(0, k), all[k]!), [...at, y]);
      expect(apart(g, plus(all!.gradient, theta, LAMBDA))).toBeLessThan(1e-12);
      dispose([...given.slice(k), y]);
    }));

  test('the Hessian operator is H + λI, on all examples and on rows', () =>
    within((objective, at) => {
      const family = hessians(penalised(objective, l2Penalty(LAMBDA)));
      const rows = Int32Array.of(1, 2, 9, 9, 4);
      for (const [on, by] of [
        [small, undefined],
        [onRows(small, rows), rows],
      ] as const) {
        const H = family.at(at, by);
        const dense = denseOf(H.dim, (v) => H.matvec(v));
        expect(worst(dense, shifted(denseHessian(on)))).toBeLessThan(1e-12);
        H.dispose();
      }
      family.dispose();
    }));

  test('per-example gradients move by λθ, and their covariance does not', () =>
    within((objective, at) => {
      const [plain, own] = [objective, penalised(objective, l2Penalty(LAMBDA))];
      const gradients = exampleGradients(small);
      const mean = theta.map((_, j) => gradients.reduce((s, g) => s + g[j]! / 12, 0));
      const variance = theta.map((_, j) =>
        gradients.reduce((s, g) => s + (g[j]! - mean[j]!) ** 2 / 12, 0),
      );
      const program = gradientNoise(own);
      const found = program.at(at);
      program.dispose();
      expect(apart(found.mean, plus(mean, theta, LAMBDA))).toBeLessThan(1e-12);
      expect(apart(found.variance, variance)).toBeLessThan(1e-12);
      const lengths = gradients.map((g) => Math.hypot(...plus(g, theta, LAMBDA)));
      expect(apart(found.norms, lengths)).toBeLessThan(1e-12);
      const [C, D] = [plain, own].map((one) => {
        const family = gradientCovariance(one);
        const operator = family.at(at);
        const v = Float64Array.from(rng(7).normals(theta.length));
        const product = Float64Array.from(operator.matvec(v));
        operator.dispose();
        family.dispose();
        return product;
      });
      expect(D).toEqual(C);
    }));
});

test('λ is in [0, ∞)', () => {
  expect(() => l2Penalty(-1)).toThrow(new RangeError('invalid l2; not in [0, ∞): -1'));
});

test('a term that is given by its value alone has the derivatives of its closed form, and 0 of weights that it does not name', () => {
  // R(θ) = Σ w⁴ over the first array.
  const quartic = penaltyOf(([w]) => sum(square(square(w!))));
  const [w, b, v, u] = ['w', 'b', 'v', 'u'].map((name) => rng(2).fork(name).normals(6));
  const shapes = [[2, 3], [6]];
  const [theta, along] = [
    [w!, b!],
    [v!, u!],
  ].map((parts) => parts.map((part, i) => tensor(part, shapes[i]!)));
  const given = [...theta!, ...along!];
  const taken = (fn: (q: Params, p: Params) => Params) =>
    once((all) => fn(all.slice(0, 2), all.slice(2)), given);
  const zeros = new Float64Array(6);
  const both = (first: Float64Array) => [...first, ...zeros];
  expect(
    Math.abs(taken((q) => [quartic.value(q)])[0]! - w!.reduce((s, x) => s + x ** 4, 0)),
  ).toBeLessThan(1e-12);
  for (const [found, exact] of [
    [taken((q) => quartic.gradient(q)), both(w!.map((x) => 4 * x ** 3))],
    [taken((q, p) => quartic.hvp(q, p)), both(w!.map((x, i) => 12 * x * x * v![i]!))],
    [taken((q, p) => quartic.formGradient!(q, p)), both(w!.map((x, i) => 24 * x * v![i]! ** 2))],
  ] as const)
    expect(apart(found, exact)).toBeLessThan(1e-13);
  dispose(given);
});
