import { beforeAll, describe, expect, test } from 'vitest';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import type { Method } from '../../../src/dynamics/integrate/integrate.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { stochasticGradientDescent } from '../../../src/dynamics/methods/descent.ts';
import { shuffledFlow } from '../../../src/dynamics/methods/shuffled-flow.ts';
import { rk4 } from '../../../src/dynamics/solvers/rk4.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { descendModified } from '../../../src/dynamics/terms/modified.ts';
import { descendReshuffled, descendShuffled } from '../../../src/dynamics/terms/shuffled.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import type { Objective } from '../../../src/objective/objective.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { logLogSlope } from '../../../src/stats/regression.ts';
import { oracle } from '../../oracle/oracle.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { type Small, smallMlp } from '../../support/small-network.ts';
import { type SmallRegression, smallRegression } from '../../support/small-regression.ts';
import {
  distance,
  EXAMPLES,
  endOf,
  initial,
  smallProblem,
  withWeights,
} from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Every order of a list. */
const orders = <T>(list: readonly T[]): T[][] =>
  list.length === 0
    ? [[]]
    : list.flatMap((x, i) =>
        orders([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [x, ...rest]),
      );

const meanOf = (vectors: readonly Float64Array[]): Float64Array =>
  vectors[0]!.map((_, i) => vectors.reduce((s, v) => s + v[i]!, 0) / vectors.length);

/** n rows in m batches, dealt out like cards. */
const deal = (n: number, m: number): Int32Array[] =>
  Array.from({ length: m }, (_, k) => Int32Array.from({ length: n / m }, (_, i) => i * m + k));

/** f(θ) of a term. */
function driftOf(term: Term, theta0: Float64Array, shapes: Objective['shapes']): Float64Array {
  const program = compile((theta) => term.drift(theta, []), 'double');
  const f = withWeights(theta0, shapes, (theta) => {
    const out = program(theta);
    const flat = flatten64(out);
    dispose(out);
    return flat;
  });
  program.dispose();
  return f;
}

/** Loss gradient and its product with itself on rows of a small network, by the oracle. */
function onRows(small: Small, rows: Int32Array) {
  const d = small.x.length / small.labels.length;
  const x = Float64Array.from([...rows].flatMap((r) => [...small.x.slice(r * d, (r + 1) * d)]));
  const { gradient, hvp } = oracle(
    small.twin,
    small.loss,
    small.theta,
    x,
    rows.map((r) => small.labels[r]!),
  );
  return { gradient, product: hvp(gradient) };
}

describe('the drift on a network of six examples', () => {
  const eta = 0.3;
  const small = smallMlp('tanh', 'cross-entropy', 3, 6);
  const sum = (parts: readonly ReturnType<typeof onRows>[]) => {
    const g = meanOf(parts.map(({ gradient }) => gradient));
    const Hg = meanOf(parts.map(({ product }) => product));
    return g.map((x, i) => -x - (eta / 2) * Hg[i]!);
  };
  const found = (make: (objective: Objective) => Term) => {
    const on = problem(small.network, small.loss, small, 10);
    const f = driftOf(make(on.objective), small.theta, on.objective.shapes);
    on.dispose();
    return f;
  };

  test.each([1, 2, 3, 6])('is −(∇L + (η/2m) Σ ∇²Lₖ∇Lₖ) over %i batches', (m) => {
    const expected = sum(deal(6, m).map((rows) => onRows(small, rows)));
    expect(
      relativeError(
        found((o) => descendShuffled(o, eta, deal(6, m))),
        expected,
      ),
    ).toBeLessThan(1e-10);
  });

  test.each([1, 2, 3, 6])(
    'is the mean of those over all partitions into batches of %i',
    (batch) => {
      // Each partition as often as any other among all orders of the rows, cut into runs.
      const rows = [0, 1, 2, 3, 4, 5];
      const known = new Map<string, ReturnType<typeof onRows>>();
      const partOf = (run: number[]) => {
        const key = [...run].sort().join();
        const part = known.get(key) ?? onRows(small, Int32Array.from(run).sort());
        known.set(key, part);
        return part;
      };
      const means = orders(rows).map((order) =>
        sum(
          Array.from({ length: 6 / batch }, (_, k) =>
            partOf(order.slice(k * batch, (k + 1) * batch)),
          ),
        ),
      );
      expect(
        relativeError(
          found((o) => descendReshuffled(o, eta, batch)),
          meanOf(means),
        ),
      ).toBeLessThan(1e-10);
    },
  );
});

const slopesAre = (
  etas: readonly number[],
  cases: readonly (readonly [string, readonly number[], number])[],
) => {
  for (const [name, distances, order] of cases) {
    const { value, interval } = logLogSlope(etas, distances);
    const found = `${name}: slope ${value} in [${interval}], distances ${distances}`;
    expect(Math.abs(value - order), found).toBeLessThan(0.1);
  }
};

describe('the mean of SGD over all orders, after one epoch on a network', () => {
  const exactly = { precision: 'double' } as const;

  test('is off the flow of its partition by η³, and off flows that know no batches by η²', () => {
    const { objective, dispose: free } = smallProblem();
    const partition = deal(EXAMPLES, 4);
    const etas = [0.016, 0.008, 0.004, 0.002];
    const means = etas.map((eta) =>
      meanOf(
        orders(partition).map((order) =>
          endOf(
            stochasticGradientDescent(objective, eta, (step) => order[step]!),
            objective,
            initial(),
            { steps: 4, ...exactly },
          ),
        ),
      ),
    );
    const to = (term: (eta: number) => Term) =>
      means.map((mean, i) =>
        distance(
          mean,
          endOf(solved(term, etas[i]!), objective, initial(), { steps: 4, ...exactly }),
        ),
      );
    const shuffled = to((eta) => descendShuffled(objective, eta, partition));
    const modified = to((eta) => descendModified(objective, eta));
    const plain = to(() => descend(objective));
    free();
    slopesAre(etas, [
      ['its own flow', shuffled, 3],
      ['modified flow', modified, 2],
      ['gradient flow', plain, 2],
    ]);
    expect(shuffled[3]!).toBeLessThan(0.1 * modified[3]!);
  });

  test('is off the flow with tr C by η³ where the batches themselves are drawn anew', () => {
    const small = smallMlp('tanh', 'squared-error', 3, 4);
    const { objective, dispose: free } = problem(small.network, small.loss, small, 10);
    const etas = [0.02, 0.01, 0.005, 0.0025];
    // Six ways to choose the first of two batches of two.
    const firsts = [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ];
    const end = (method: Method, options: object) =>
      endOf(method, objective, small.theta, { ...options, ...exactly });
    const means = etas.map((eta) =>
      meanOf(
        firsts.map((first) => {
          const second = [0, 1, 2, 3].filter((row) => !first.includes(row));
          const pair = [first, second].map((rows) => Int32Array.from(rows));
          return end(
            stochasticGradientDescent(objective, eta, (step) => pair[step]!),
            { steps: 2 },
          );
        }),
      ),
    );
    const to = (term: (eta: number) => Term) =>
      means.map((mean, i) => distance(mean, end(solved(term, etas[i]!), { steps: 2 })));
    const shuffled = to((eta) => descendReshuffled(objective, eta, 2));
    const modified = to((eta) => descendModified(objective, eta));
    const adapted = end(shuffledFlow(objective, etas[0]!, 2, 1e-8), { time: 2 * etas[0]! });
    const own = end(
      solved((eta) => descendReshuffled(objective, eta, 2), etas[0]!),
      { steps: 2 },
    );
    expect(distance(adapted, own)).toBeLessThan(1e-6);
    free();
    slopesAre(etas, [
      ['its own flow', shuffled, 3],
      ['modified flow', modified, 2],
    ]);
  });
});

/** A flow by RK4 in steps of η: its error, of order η⁵ in an epoch, is none beside those looked for. */
const solved = (term: (eta: number) => Term, eta: number): Method => ({
  term: term(eta),
  solver: rk4,
  controller: constant(eta),
});

/** The mean of θ on least squares after so many epochs, exactly: a mean of affine maps to that power. */
function meanAfter(
  toy: SmallRegression,
  partition: readonly Int32Array[],
  eta: number,
  epochs: number,
): Float64Array {
  const d = toy.theta0.length;
  const step = (theta: Float64Array, rows: Int32Array) => {
    const g = toy.gradient(theta, rows);
    return theta.map((x, i) => x - eta * g[i]!);
  };
  const epoch = (theta: Float64Array) =>
    meanOf(orders(partition).map((order) => order.reduce(step, theta)));
  // The images of 0 and of each unit vector are the map.
  const shift = epoch(new Float64Array(d));
  const columns = Array.from({ length: d }, (_, j) =>
    epoch(new Float64Array(d).fill(1, j, j + 1)).map((x, i) => x - shift[i]!),
  );
  let mean = toy.theta0;
  for (let e = 0; e < epochs; e++)
    mean = shift.map((s, i) => s + columns.reduce((t, column, j) => t + column[i]! * mean[j]!, 0));
  return mean;
}

test('over a fixed time of many epochs on least squares the orders are 2, 1 and 1', () => {
  const toy = smallRegression();
  const partition = deal(toy.n, 4);
  const time = 1.6;
  const epochs = [10, 20, 40, 80];
  const etas = epochs.map((count) => time / (4 * count));
  const means = etas.map((eta, i) => meanAfter(toy, partition, eta, epochs[i]!));
  const to = (term: (eta: number) => Term) =>
    means.map((mean, i) =>
      distance(
        mean,
        endOf(solved(term, etas[i]!), toy.objective, toy.theta0, {
          steps: 4 * epochs[i]!,
          precision: 'double',
        }),
      ),
    );
  const shuffled = to((eta) => descendShuffled(toy.objective, eta, partition));
  const modified = to((eta) => descendModified(toy.objective, eta));
  const plain = to(() => descend(toy.objective));
  toy.dispose();
  slopesAre(etas, [
    ['its own flow', shuffled, 2],
    ['modified flow', modified, 1],
    ['gradient flow', plain, 1],
  ]);
});

test('batches must be a partition into equal parts, and η positive', () => {
  const toy = smallRegression();
  const { objective } = toy;
  expect(() => descendShuffled(objective, 0.1, deal(20, 4))).toThrow(
    'invalid partition; not 24 rows in batches of one size: 5, 5, 5, 5',
  );
  const uneven = [...deal(24, 4).slice(0, 2), new Int32Array(5), new Int32Array(7)];
  expect(() => descendShuffled(objective, 0.1, uneven)).toThrow('invalid partition');
  expect(() => descendShuffled(objective, 0, deal(24, 4))).toThrow('invalid eta');
  expect(() => descendReshuffled(objective, 0.1, 5)).toThrow(
    'invalid batch; does not divide 24: 5',
  );
  expect(() => descendReshuffled(objective, 0.1, 0)).toThrow('invalid batch');
  toy.dispose();
});
