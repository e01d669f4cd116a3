import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { hessianVectorProduct, quadraticForm } from '../../src/engine/derivatives/autodiff.ts';
import { withShippedDerivative } from '../../src/engine/derivatives/derivatives.ts';
import type { EngineName } from '../../src/engine/name.ts';
import { compile, type Precision } from '../../src/engine/program/compile.ts';
import { live, scoped } from '../../src/engine/tensors/memory.ts';
import {
  concat,
  exp,
  reshape,
  slice,
  softmax,
  sum,
  zerosLike,
} from '../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../src/engine/tensors/params.ts';
import { read, read64, readScalar } from '../../src/engine/tensors/precise.ts';
import { type Tensor, tensor } from '../../src/engine/tensors/tensor.ts';
import { dot, norm } from '../../src/linalg/float64.ts';
import { problem } from '../../src/problems/supervised/problem.ts';
import { oracle } from '../oracle/oracle.ts';
import { type Case, cases, relativeError } from './networks-and-losses.ts';
import { fewLevels, type SaturatedCase, saturatedCases } from './saturated-cases.ts';

interface Answer {
  readonly loss: number;
  readonly gradient: Float64Array;
  readonly hvp: Float64Array;
  /** vᵀHv by forward differentiation. */
  readonly form: number;
}

/** Loss, gradient and HVP of a case by the engine in use. */
function engineAnswer(
  { network, loss, theta, v, x, labels, twin }: Case,
  precision: Precision,
): Answer {
  const { objective, dispose: free } = problem(network, loss, { x, labels }, twin.classes);
  const k = network.shapes.length;
  const both = compile((inputs) => {
    const [theta, v] = [inputs.slice(0, k), inputs.slice(k)];
    const { value, gradient } = objective.gradient(theta);
    const form = quadraticForm((q) => objective.value(q), theta, v);
    return [value, form, ...gradient, ...objective.hvp(theta, v)];
  }, precision);
  let answer: Answer | undefined;
  scoped(() => {
    const at = [...unflatten(theta, network.shapes), ...unflatten(v, network.shapes)];
    const [value, form, ...rest] = both(at);
    answer = {
      loss: readScalar(value!),
      form: read64(form!)[0]!,
      gradient: flatten64(rest.slice(0, k)),
      hvp: flatten64(rest.slice(k)),
    };
    return [];
  });
  both.dispose();
  free();
  return answer!;
}

/** Relative errors of loss, gradient, HVP and form against the oracle; those of the form next to ‖v‖ ‖∇²L v‖. */
function errors(c: Case, precision: Precision) {
  // In single precision the engine sees θ and v rounded to float32; the oracle is given the same.
  const round = (a: Float64Array) =>
    precision === 'double' ? a : Float64Array.from(a, Math.fround);
  const given = { ...c, theta: round(c.theta), v: round(c.v) };
  const truth = oracle(c.twin, c.loss, given.theta, Float64Array.from(c.x), c.labels);
  const found = engineAnswer(given, precision);
  const Hv = truth.hvp(given.v);
  return {
    loss: Math.abs(found.loss - truth.loss) / truth.loss,
    gradient: relativeError(found.gradient, truth.gradient),
    hvp: norm(found.hvp.map((x, i) => x - Hv[i]!)) / (norm(Hv) + LEAST),
    form: Math.abs(found.form - dot(given.v, Hv)) / (norm(given.v) * (norm(Hv) + LEAST)),
  };
}

/** Fails unless loss, gradient and HVP equal the oracle's within these relative errors. */
export function check(
  c: Case,
  precision: Precision,
  gradientTolerance: number,
  hvpTolerance: number,
  lossTolerance = 1e-5,
): void {
  const { loss, gradient, hvp, form } = errors(c, precision);
  expect(loss).toBeLessThan(lossTolerance);
  expect(gradient).toBeLessThan(gradientTolerance);
  expect(hvp).toBeLessThan(hvpTolerance);
  expect(form).toBeLessThan(hvpTolerance);
}

/**
 * The same at saturated weights: to the same bounds down to a loss of 1e-6, and to 1e-3 below; or to what round-off of the weights alone
 * does to the loss, where large logits of little difference leave it more than that.
 */
export function checkSaturated(c: SaturatedCase): void {
  const least = c.level < 1e-6 ? [1e-3, 1e-3, 1e-3] : [1e-5, 1e-4, 1e-5];
  const [gradient, hvp, loss] = least.map((bound) => Math.max(bound, 4 * roundOffOf(c)));
  check(c, 'single', gradient!, hvp!, loss);
}

/** The largest relative change of a case's loss, in float64, when each weight moves by one rounding of float32. */
function roundOffOf({ twin, loss, theta, x, labels }: Case): number {
  const lossAt = (weights: Float64Array) =>
    oracle(twin, loss, weights, Float64Array.from(x), labels).loss;
  const exact = lossAt(theta);
  const moves = [1, 2, 3, 4].map((k) => {
    const signs = rng(11).fork(`rounding ${k}`).normals(theta.length);
    return lossAt(theta.map((w, i) => w * (1 + Math.sign(signs[i]!) * 2 ** -24)));
  });
  return Math.max(...moves.map((moved) => Math.abs(moved - exact) / exact));
}

/** Entries of an HVP that are below the least normal number of float32, whatever is multiplied by them. */
const LEAST = 1e-36;

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** Ops that the networks differentiate once at most, but that later work differentiates twice. */
const twice = [
  { name: 'exp', kernel: 'Exp', f: exp, second: Math.exp },
  {
    // Of the pair (x, 0), the first probability is σ(x), and σ″ = σ(1 − σ)(1 − 2σ).
    name: 'softmax',
    kernel: 'Softmax',
    f: (x: Tensor) => slice(softmax(stack(x, zerosLike(x))), [0, 0], [x.size, 1]),
    second: (x: number) => logistic(x) * (1 - logistic(x)) * (1 - 2 * logistic(x)),
  },
];

const stack = (a: Tensor, b: Tensor) =>
  concat([reshape(a, [a.size, 1]), reshape(b, [b.size, 1])], 1);

/** f″ at each point: the Hessian of Σ f(xᵢ) is diagonal, so a product with ones reads it off. */
function secondDerivatives(f: (x: Tensor) => Tensor, points: Float32Array): Float32Array {
  let out: Float32Array = new Float32Array(0);
  scoped(() => {
    const x = tensor(points, [points.length]);
    const ones = tensor(
      points.map(() => 1),
      [points.length],
    );
    out = read(hessianVectorProduct(([q]) => sum(f(q!)), [x], [ones])[0]!);
    return [];
  });
  return out;
}

/** Declares the audit of one engine; each engine has a process of its own. */
export function auditEngine(engine: EngineName): void {
  describe(`on the ${engine} engine`, () => {
    beforeAll(async () => {
      await openEngine(engine);
    });

    test.each(cases)('gradient and HVP equal the float64 oracle: $name', (c) => {
      const before = live();
      // Float32 round-off of sums over ≤ 400 terms stays below 1e-5 and 1e-4.
      check(c, 'single', 1e-5, 1e-4);
      expect(live()).toEqual(before);
    });

    const few = saturatedCases(fewLevels).filter(
      ({ twin }) => twin.kind === 'mlp' && twin.parametrisation === 'standard',
    );
    test.each(few)('and at saturated weights: $name', checkSaturated);

    // Layer normalisation of what is exactly 0 divides by √ε.
    test.each(cases.filter(({ twin }) => twin.kind === 'mlp' && twin.normalisation === undefined))(
      'and where preactivations are exactly 0, products and forms alike: $name',
      (c) => {
        const first =
          c.network.shapes[0]![0]! * c.network.shapes[0]![1]! + c.network.shapes[1]![0]!;
        check({ ...c, theta: c.theta.map((w, i) => (i < first ? 0 : w)) }, 'single', 1e-5, 1e-4);
      },
    );

    test.each([
      ['Tanh', 'tanh'],
      ['Sigmoid', 'sigmoid'],
      ['Elu', 'elu'],
      ['Greater', 'relu'],
    ])(
      'the audit notices when the repaired gradient of %s is not registered',
      (kernel, activation) => {
        const affected = cases.filter(
          (c) => c.twin.activation === activation && c.twin.kind === 'mlp',
        );
        expect(affected.length).toBeGreaterThan(0);
        for (const c of affected) {
          expect(() =>
            withShippedDerivative(kernel, () => check(c, 'single', 1e-5, 1e-4)),
          ).toThrow();
        }
      },
    );

    test.each(twice)('$name differentiates twice, and not as shipped', ({ kernel, f, second }) => {
      const points = Float32Array.of(-1.3, -0.2, 0.4, 1.7);
      const error = () =>
        relativeError(
          secondDerivatives(f, points),
          Array.from(points, (x) => second(x)),
        );
      expect(error()).toBeLessThan(1e-5);
      const shipped = () => withShippedDerivative(kernel, error);
      expect(() => expect(shipped()).toBeLessThan(1e-5)).toThrow();
    });
  });
}
