import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { stateless } from '../../../src/dynamics/integrate/solver.ts';
import { euler } from '../../../src/dynamics/solvers/euler.ts';
import { batches } from '../../../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../../../src/dynamics/terms/descend.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import {
  formGradient,
  hessianVectorProduct,
  jacobianVectorProduct,
  quadraticForm,
  valueAndGradient,
} from '../../../src/engine/derivatives/autodiff.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { compileLoop } from '../../../src/engine/program/loop.ts';
import { recorded } from '../../../src/engine/program/program.ts';
import {
  convolve,
  convolveInPlace,
  convolvePatches,
} from '../../../src/engine/tensors/convolution.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { nativeBackend } from '../../../src/engine/tensors/native-backend.ts';
import { mul, sum, tanh } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { indices, type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { forXla, recordingForXla } from '../../../src/engine/tensors/xla.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { onRows, oracleAt, smallCnn, withProblem } from '../../support/small-network.ts';

expectNoLeaks();

beforeAll(async () => {
  await openEngine('native');
});

const [n, height, width, c, m] = [2, 4, 5, 3, 2] as const;
const draw = (name: string, size: number): Float64Array =>
  rng(5).fork(name).normals(size).map(Math.fround);
const x = draw('x', n * height * width * c);

/** The convolution by its definition, in float64. Shape [n · height · width · m]. */
function byDefinition(W: Float64Array): Float64Array {
  const out: number[] = [];
  const pixel = (b: number, i: number, j: number, p: number) =>
    i < 0 || i >= height || j < 0 || j >= width ? 0 : x[((b * height + i) * width + j) * c + p]!;
  for (let b = 0; b < n; b++)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++)
        for (let o = 0; o < m; o++) {
          let y = 0;
          for (let k = 0; k < 3; k++)
            for (let l = 0; l < 3; l++)
              for (let p = 0; p < c; p++)
                y += pixel(b, i + k - 1, j + l - 1, p) * W[((3 * k + l) * c + p) * m + o]!;
          out.push(y);
        }
  return Float64Array.from(out);
}

type Convolution = (x: Tensor, W: Tensor) => Tensor;

const shapes = [
  [9 * c, m],
  [9 * m, c],
];
const size = 9 * c * m * 2;

/** Value and derivatives of a loss with two convolutions, the image itself among what varies, in one list. */
function derivatives(of: Convolution, precision: Precision): Float64Array[] {
  const all = [...shapes, [n, height, width, c]];
  const weights = tensor(draw('weights', n * height * width * c), [n, height, width, c]);
  const features = ([W, V, image]: Params) => of(tanh(of(image!, W!)), V!);
  const loss = (q: Params) => sum(mul(tanh(features(q)), weights));
  const both = compile((given) => {
    const [q, v] = [given.slice(0, 3), given.slice(3)];
    const { value, gradient } = valueAndGradient(loss, q);
    return [
      ...[value, quadraticForm(loss, q, v), jacobianVectorProduct(features, q, v)],
      ...[...gradient, ...hessianVectorProduct(loss, q, v), ...formGradient(loss, q, v)],
    ];
  }, precision);
  const point = (name: string) => unflatten(Float64Array.from([...draw(name, size), ...x]), all);
  const inputs = [...point('W'), ...point('v')];
  const out = both(inputs);
  const values = out.map(read64);
  dispose([...inputs, ...out, weights]);
  both.dispose();
  return values;
}

describe('a convolution', () => {
  test.each<[string, Convolution]>([
    ['in place', convolveInPlace],
    ['by patches', convolvePatches],
  ])('%s is its definition', (_, of) => {
    const W = draw('W', 9 * c * m);
    const run = compile(([image, kernel]) => [of(image!, kernel!)], 'double');
    const inputs = [tensor(x, [n, height, width, c]), tensor(W, [9 * c, m])];
    const out = run(inputs);
    expect(relativeError(read64(out[0]!), byDefinition(W))).toBeLessThan(1e-14);
    dispose([...inputs, ...out]);
    run.dispose();
  });

  // Patches are differentiated as products and copies are, which the audit holds against float64 by hand.
  test.each<[Precision, number]>([
    ['single', 1e-5],
    ['double', 1e-13],
  ])(
    'in place has the derivatives of patches, to third order and forward too: %s',
    (precision, least) => {
      const inPlace = derivatives(convolveInPlace, precision);
      for (const [i, expected] of derivatives(convolvePatches, precision).entries())
        expect(relativeError(inPlace[i]!, expected)).toBeLessThan(least);
    },
  );

  test('is in place from 16,384 entries on, but where XLA compiles it', () => {
    const ops = (side: number) => {
      const inputs = [
        tensor(new Float32Array(side * 128 * 2), [1, side, 128, 2]),
        tensor(new Float32Array(18 * 16), [18, 16]),
      ];
      const { nodes } = recorded(nativeBackend()!, ([a, b]) => [convolve(a!, b!)], inputs);
      dispose(inputs);
      return nodes.map(({ op }) => op).filter((op) => op === 'Conv2D' || op === 'MatMul');
    };
    expect(ops(8)).toEqual(['Conv2D']);
    expect(ops(7)).toEqual(['MatMul']);
    expect(forXla(true, () => ops(8))).toEqual(['MatMul']);
  });

  test.each([false, true])('is recorded for XLA in a loop that XLA compiles: %s', (xla) => {
    const told: boolean[] = [];
    const turn = ([s]: Params): Params => {
      told.push(recordingForXla());
      return [mul(s!, 3)];
    };
    const loop = compileLoop({ turn, gauge: ([s]) => sum(s!) }, 'single', { xla });
    const lists = { state: [tensor(Float32Array.of(2), [1])], every: [indices(Int32Array.of(0))] };
    const pieces = { ends: [Int32Array.of(1)], looks: Int32Array.of(0), bound: -1 };
    const out = loop({ ...lists, own: [[]], ...pieces });
    expect(told).toEqual([xla]);
    expect(recordingForXla()).toBe(false);
    expect(flatten64(out.state)).toEqual(Float64Array.of(6));
    dispose([...lists.state, ...lists.every, ...out.state]);
    loop.dispose();
  });
});

describe('a network whose convolutions are in place', () => {
  const small = smallCnn('tanh', 'cross-entropy', 60, { input: [14, 12, 1], channels: [6, 10] });
  const v = rng(8).normals(small.theta.length).map(Math.fround);

  test.each(['all examples', 'rows'] as const)('equals the float64 oracle on %s', (on) => {
    // In another order, and one twice.
    const some = Int32Array.from({ length: 50 }, (_, i) => (7 * i + 3) % 60).fill(3, 0, 2);
    const truth = oracleAt(on === 'rows' ? onRows(small, some) : small, small.theta);
    withProblem(small, small.theta, (objective, theta) => {
      const k = theta.length;
      const rows = on === 'rows' ? [indices(some)] : [];
      const run = (given: Params) => {
        const [at, along, picked] = [given.slice(0, k), given.slice(k, 2 * k), given[2 * k]];
        const { value, gradient } = objective.gradient(at, picked);
        const form = quadraticForm((q) => objective.value(q, picked), at, along);
        return [value, form, ...gradient, ...objective.hvp(at, along, picked)];
      };
      const inputs = [...theta, ...unflatten(v, small.network.shapes), ...rows];
      const { nodes } = recorded(nativeBackend()!, run, inputs);
      expect(new Set(nodes.map(({ op }) => op).filter((op) => op.startsWith('Conv')))).toEqual(
        new Set(['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter']),
      );
      const program = compile(run);
      const out = program(inputs);
      const [value, form] = [read64(out[0]!)[0]!, read64(out[1]!)[0]!];
      const Hv = truth.hvp(v);
      const vHv = Hv.reduce((total, h, i) => total + h * v[i]!, 0);
      expect(Math.abs(value / truth.loss - 1)).toBeLessThan(1e-5);
      expect(Math.abs(form / vHv - 1)).toBeLessThan(1e-4);
      expect(relativeError(flatten64(out.slice(2, 2 + k)), truth.gradient)).toBeLessThan(1e-5);
      expect(relativeError(flatten64(out.slice(2 + k)), Hv)).toBeLessThan(1e-4);
      dispose([...inputs.slice(k), ...out]);
      program.dispose();
    });
  });

  test('has the bits of single steps in a loop, whose last batches of an epoch are of patches', () => {
    withProblem(small, small.theta, (objective, theta) => {
      const term = descendOnBatches(objective, batches(60, 48, 'shuffled', rng(0)));
      const stepper = euler.bind(term, 'single');
      const clocks = Array.from({ length: 5 }, (_, k) => ({ step: k, t: 0.1 * k, dt: 0.1 }));
      let now: Params = theta;
      for (const clock of clocks) {
        const next = stepper.step(now, clock, stateless).theta;
        if (now !== theta) dispose(now);
        now = next;
      }
      const stops = [{ taken: clocks.length, look: false }];
      const bound = Number.NEGATIVE_INFINITY;
      const looped = stepper.stretches!.take({ theta, state: stateless }, { clocks, stops, bound });
      expect(looped.taken).toBe(5);
      expect(flatten64(looped.theta)).toEqual(flatten64(now));
      expect(relativeError(flatten64(now), small.theta)).toBeGreaterThan(1e-3);
      dispose([...now, ...looped.theta]);
      stepper.dispose();
    });
  });
});
