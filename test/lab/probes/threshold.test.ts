import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { RISE } from '../../../src/dynamics/training/catapult.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { unflatten } from '../../../src/engine/tensors/params.ts';
import { readScalar } from '../../../src/engine/tensors/precise.ts';
import type { Params } from '../../../src/engine/tensors/tensor.ts';
import { type MethodSpec, methodOf } from '../../../src/lab/methods/registry.ts';
import { initialSharpness, measureAt } from '../../../src/lab/run/point.ts';
import type { Task } from '../../../src/lab/task/task.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { hessians } from '../../../src/probes/operators/hessian.ts';
import { linearRegression } from '../../../src/problems/toys/linear-regression.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { type FunctionState, twoLayerLinear } from '../../../src/problems/toys/two-layer-linear.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { flow, gd } from '../../support/synthetic-runs.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

interface Ground {
  readonly objective: Objective;
  readonly theta: Float64Array;
  readonly steps: number;
  /** Absent: `threshold`. */
  readonly probe?: 'threshold' | 'finalThreshold';
  readonly width?: number;
}

const contextOf = (task: Task, method: MethodSpec) => ({
  task,
  method: methodOf(method),
  initialSharpness: initialSharpness(task),
});

/** A problem of these weights as a task, with what has to be let go of after it. */
function taskAt(objective: Objective, theta: Float64Array) {
  const loss = compile((q) => [objective.value(q)]);
  const curvature = hessians(objective);
  const theta0 = unflatten(theta, objective.shapes);
  const task = {
    ...{ objective, theta0, hessians: curvature, random: rng(5), draws: rng(5).fork('batches') },
    data: { count: objective.examples },
    trainLoss(q: Params) {
      const [value] = loss(q);
      const out = readScalar(value!);
      dispose(value!);
      return out;
    },
  } as unknown as Task;
  const free = () => {
    dispose(theta0);
    curvature.dispose();
    loss.dispose();
  };
  return { task, theta0, free };
}

/** The bracket that a run of this method records, as the lab wires it. */
function bracket(
  method: MethodSpec,
  { objective, theta, steps, probe = 'threshold', width = 0.01 }: Ground,
) {
  const { task, theta0, free } = taskAt(objective, theta);
  const { scalars } = measureAt(contextOf(task, method), theta0, { [probe]: { width, steps } });
  free();
  const estimate = scalars[probe]!;
  expect(estimate.converged).toBe(true);
  return estimate.interval!;
}

/** The truth, or what cannot be told from it in so few steps, lies in a bracket at most 2 % wide. */
function expectBracket([low, high]: readonly [number, number], truth: number, blur = 0) {
  expect(low).toBeLessThanOrEqual(truth * (1 + blur));
  // 2/λ is known to float32 round-off.
  expect(high).toBeGreaterThan(truth * (1 - 1e-6));
  expect(high / low).toBeLessThanOrEqual(1.02);
}

describe('on a quadratic with λ = 4 the largest stable rate', () => {
  // Most of the loss is in the sharpest direction, so that losses tell rates 10⁻⁴ apart from the edge.
  const ground = { theta: Float64Array.of(1, 0.5, -0.5), steps: 300 };

  test.each<readonly [string, MethodSpec, number]>([
    ['of gradient descent is 2/λ', gd(1), 2],
    ['of heavy ball is (2 + 2β)/λ', { method: 'heavy-ball', rate: 1, momentum: 0.9 }, 2 + 2 * 0.9],
    [
      'of Nesterov is (2 + 2β)/((1 + 2β)λ)',
      { method: 'nesterov', rate: 1, momentum: 0.9 },
      (2 + 2 * 0.9) / (1 + 2 * 0.9),
    ],
  ])('%s', (_, method, product) => {
    const { objective, dispose: free } = quadratic([4, 1, 0.1]);
    expectBracket(bracket(method, { ...ground, objective }), product / 4);
    free();
  });

  // A root of z^{d+1} − z^d + ηλ on the unit circle: an oscillation that a look now and then takes for a fall of the loss.
  test.each([1, 2, 3, 4])('of gradients %d steps old is 2 sin(π/(2(2d + 1)))/λ', (steps) => {
    const { objective, dispose: free } = quadratic([4, 1, 0.1]);
    const delay = { kind: 'fixed', steps } as const;
    const method: MethodSpec = { method: 'gradient-descent', rate: 1, delay };
    const product = 2 * Math.sin(Math.PI / (2 * (2 * steps + 1)));
    for (const probe of ['threshold', 'finalThreshold'] as const)
      expectBracket(bracket(method, { ...ground, objective, steps: 200, probe }), product / 4);
    free();
  });

  test('of Adam with P = εI is (2 + 2β₁)ε/((1 − β₁)λ)', () => {
    // From rest its first steps are longer than η: with β₁ = 0.5 they raise the loss 2,000 times at most.
    const { objective, dispose: free } = quadratic([4, 1, 0.1]);
    const method: MethodSpec = {
      ...{ method: 'adam', rate: 1, beta1: 0.5, beta2: 0.999, epsilon: 1e7 },
    };
    const theta = ground.theta.map((x) => 1e-3 * x);
    expectBracket(bracket(method, { ...ground, objective, theta }), (6 * 1e7) / 4);
    free();
  });

  test.each([
    ['one direction, of λ to the last bit, so that the first trial is at the edge', [4], [1]],
    ['a sharpest direction with a thousandth of the loss', [4, 0.4, 0.04, 0.004], [0.02, 1, 2, 4]],
    ['a second direction nearly as sharp', [4, 3.9, 0.1], [0.1, 1, 1]],
  ] as const)('of a quadratic with %s is 2/λ', (_, lambdas, theta) => {
    const { objective, dispose: free } = quadratic([...lambdas]);
    for (const probe of ['threshold', 'finalThreshold'] as const)
      expectBracket(
        bracket(gd(1), { objective, theta: Float64Array.from(theta), steps: 200, probe }),
        2 / 4,
      );
    free();
  });

  test('is the same where the run ended near the minimum', () => {
    const { objective, dispose: free } = quadratic([4, 1, 0.1]);
    const theta = ground.theta.map((x) => 1e-3 * x);
    expectBracket(bracket(gd(1), { ...ground, objective, theta, probe: 'finalThreshold' }), 2 / 4);
    free();
  });
});

describe('on least squares with orthogonal examples aeᵢ', () => {
  const [n, a] = [8, 2];
  const x = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? a : 0));
  const ground = { theta: new Float64Array(n).fill(1), steps: 200 };
  const withToy = (body: (objective: Objective) => void) => {
    const { objective, dispose: free } = linearRegression(x, new Float64Array(n));
    body(objective);
    free();
  };
  const sgd = (batch: number, sampling: 'shuffled' | 'without-replacement'): MethodSpec => ({
    ...{ method: 'sgd', rate: 1, batch, sampling },
  });

  // A step multiplies the coordinates of its rows by 1 − ηa²/B and leaves the others, so that the mean
  // square and every single path lose stability at one rate, 2B/a². In Wu, Ma & E (NeurIPS 2018), theorem 1:
  // h = a²/n, Σ = (n − 1)h², and (1 − ηh)² + η²(n − B)/(B(n − 1)) Σ = 1 at η = 2B/(nh).
  test.each([1, 2, 4, 8])('SGD with B = %d is stable up to 2B/a², drawn anew or shuffled', (B) => {
    withToy((objective) => {
      for (const sampling of ['without-replacement', 'shuffled'] as const)
        for (const probe of ['threshold', 'finalThreshold'] as const)
          expectBracket(
            bracket(sgd(B, sampling), { ...ground, objective, probe }),
            (2 * B) / a ** 2,
            // A share ε beyond, 200 steps raise the loss by (1 + 2ε)^{2·200B/n}: to twice its value if
            probe === 'threshold' ? 0 : (Math.log(2) * n) / (4 * 200 * B),
          );
    });
  });

  test('heavy ball on one row at a time has a threshold too', () => {
    withToy((objective) => {
      const method = { method: 'heavy-ball', rate: 1, momentum: 0, ...batchOf(1) } as const;
      expectBracket(bracket(method, { ...ground, objective }), 2 / a ** 2);
    });
  });

  test('SVAG without noise is stable up to l times the rate of descent', () => {
    withToy((objective) => {
      const method: MethodSpec = { method: 'svag', rate: 1, amplification: 4, ...batchOf(n) };
      expectBracket(bracket(method, { ...ground, objective }), (4 * 2 * n) / a ** 2);
    });
  });

  // With replacement a row is drawn k ~ Bin(B, 1/n) times and its coordinate multiplied by 1 − ηa²k/B. The
  // mean square grows beyond η = 2Bn/(a²(n − 1 + B)), but a single path only where E log |1 − ηa²k/B| > 0.
  test('with replacement one path outlives the mean square', () => {
    const own = 4;
    const rows = Float64Array.from({ length: own * own }, (_, i) => (i % (own + 1) === 0 ? 1 : 0));
    const { objective, dispose: free } = linearRegression(rows, new Float64Array(own));
    const meanSquare = (2 * 2 * own) / (own - 1 + 2);
    const growth = (eta: number) =>
      6 * Math.log(Math.abs(1 - eta / 2)) + Math.log(Math.abs(1 - eta));
    let [low, high] = [3.3, 3.95];
    while (high - low > 1e-9) {
      const middle = (low + high) / 2;
      if (growth(middle) < 0) low = middle;
      else high = middle;
    }
    const method: MethodSpec = { method: 'sgd', rate: 1, batch: 2, sampling: 'with-replacement' };
    const [stable, unstable] = bracket(method, {
      ...{ objective, theta: new Float64Array(own).fill(1), steps: 2000 },
    });
    free();
    // log |θᵢ| after 2,000 steps has a standard deviation of 12, as much as 0.7 % of η moves its mean.
    expect(Math.abs(Math.sqrt(stable * unstable) / low - 1)).toBeLessThan(0.03);
    expect(stable).toBeGreaterThan(1.1 * meanSquare);
  });
});

const batchOf = (batch: number) => ({ batch, sampling: 'without-replacement' }) as const;

describe.each([512, 4096])('on the two-layer linear network of width %d', (m) => {
  const { objective } = twoLayerLinear(m, 1, 0);
  const lambda0 = 2;
  // u and v of equal length, at right angles but for f₀ = 0.1.
  const theta = new Float64Array(2 * m);
  const [size, cosine] = [Math.sqrt(m), 0.1 / Math.sqrt(m)];
  theta.set([size], 0);
  theta.set([size * cosine, size * Math.sqrt(1 - cosine ** 2)], m);

  // Exactly 4 for f₀ → 0 at any width: s = η²f²/m follows s(ηλ − 1 − s)², which stays below ηλ while ηλ < 4.
  test('descent trains up to ηλ₀ = 4', () => {
    const [low, high] = bracket(gd(1), { objective, theta, steps: 100 });
    expect(Math.abs((lambda0 * low) / 4 - 1)).toBeLessThan(0.03);
    expect(Math.abs((lambda0 * high) / 4 - 1)).toBeLessThan(0.03);
  });

  test('the loss stays where it is up to ηλ₀ = 2', () => {
    const [low, high] = bracket(gd(1), { objective, theta, steps: 300, probe: 'finalThreshold' });
    expect(Math.abs((lambda0 * low) / 2 - 1)).toBeLessThan(0.03);
    expect(Math.abs((lambda0 * high) / 2 - 1)).toBeLessThan(0.03);
  });

  test.each([0.3, 1, 3])(
    'and a rise of few steps counts, as the exact map has it at f₀ = %d',
    (f) => {
      const net = twoLayerLinear(m, 1, 0);
      const shift = f / Math.sqrt(m);
      const own = new Float64Array(2 * m);
      own.set([size], 0);
      own.set([size * shift, size * Math.sqrt(1 - shift ** 2)], m);
      const stays = (eta: number): boolean => {
        let state: FunctionState = { output: f, kernel: lambda0 };
        for (let k = 0; k < 2000; k++) {
          state = net.descent(state, eta);
          if (!(state.output ** 2 <= RISE * f ** 2)) return false;
        }
        return true;
      };
      let [low, high] = [0.5, 2];
      while (high - low > 1e-6) {
        const middle = (low + high) / 2;
        if (stays(middle)) low = middle;
        else high = middle;
      }
      const found = bracket(gd(1), { objective, theta: own, steps: 200, probe: 'finalThreshold' });
      // Within float32's round-off of the map.
      expectBracket(found, low, 1e-4);
      expect(low).toBeLessThan(1.1);
    },
  );
});

test.each([1, 2, 4])('bounds of B = %d on orthogonal examples hold η_max = 2B/a²', (B) => {
  const [n, a] = [4, 3];
  const x = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? a : 0));
  const problem = linearRegression(x, new Float64Array(n));
  const { task, theta0, free } = taskAt(problem.objective, new Float64Array(n).fill(1));
  const at = (method: MethodSpec) => {
    const asked = { stabilityBounds: { draws: 200 } };
    return measureAt(contextOf(task, method), theta0, asked).scalars;
  };
  const { batchBound, frobeniusBound } = at({
    ...{ method: 'sgd', rate: 1, batch: B, sampling: 'shuffled' },
  });
  // Every mini-batch has ‖H_B z‖² = a⁴/B and zᵀH_B z = a², so the sample has no error.
  expect(Math.abs(frobeniusBound!.value / ((2 * B) / a ** 2) - 1)).toBeLessThan(1e-5);
  expect(batchBound!.value).toBeGreaterThan(
    ((2 * B) / a ** 2) * (1 - 1e-5) - 3 * batchBound!.stderr,
  );
  expect(at(gd(1))).toEqual({});
  free();
  problem.dispose();
});

test('a method without a learning rate has no threshold', () => {
  const problem = quadratic([4]);
  const { task, theta0, free } = taskAt(problem.objective, Float64Array.of(1));
  const asked = { width: 0.1, steps: 9 };
  const both = { threshold: asked, finalThreshold: asked };
  expect(measureAt(contextOf(task, flow), theta0, both).scalars).toEqual({});
  free();
  problem.dispose();
});
