import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul, square, sub, sum } from '../../../src/engine/tensors/operations.ts';
import { tensorsLike, unflatten } from '../../../src/engine/tensors/params.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import { centralAverages } from '../../../src/lab/probes/central/central-averages.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { checkNeeds } from '../../../src/lab/runner/probe-needs.ts';
import { objectiveOf } from '../../../src/problems/supervised/objective-of.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { smallRun, sources } from '../../support/small-run.ts';
import { only, specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

describe('on L = ½(ab − 1)², whose two eigenvalues are known', () => {
  const [a, b] = [0.5, 0.9];
  const e = a * b - 1;
  const objective = objectiveOf(([x, y]) => mul(sum(square(sub(mul(x!, y!), 1))), 0.5), [[1], [1]]);
  /** The larger eigenvalue of [[b², 2ab − 1], [2ab − 1, a²]]. */
  const lambda = (x: number, y: number) =>
    (x * x + y * y) / 2 + Math.hypot((y * y - x * x) / 2, 2 * x * y - 1);
  const h = 1e-5;
  const slope = [
    (lambda(a + h, b) - lambda(a - h, b)) / (2 * h),
    (lambda(a, b + h) - lambda(a, b - h)) / (2 * h),
  ] as const;
  const g = [e * b, e * a] as const;
  /** Averages at an edge that is `share` of λ. */
  const found = (share: number) => {
    const flat = unflatten(Float64Array.of(a, b), objective.shapes);
    const theta = tensorsLike(flat, Float64Array.of(a, b), 'double');
    const rate = 2 / (share * lambda(a, b));
    const { scalars } = centralAverages.measure(
      {
        task: {
          objective,
          draws: rng(1),
          precision: 'double',
          readArrays: () => [],
        },
        method: methodOf({ method: 'central-flow', rate, substeps: 4 }),
        theta,
        carried: () => undefined,
      } as never,
      {},
    )!;
    dispose(flat);
    dispose(theta);
    return scalars;
  };

  test('at the edge they are those of the variance that keeps λ from rising: −2⟨∇L, ∇λ⟩/‖∇λ‖²', () => {
    const variance = (-2 * (g[0] * slope[0] + g[1] * slope[1])) / (slope[0] ** 2 + slope[1] ** 2);
    expect(variance).toBeGreaterThan(0.05);
    const { averageLoss, averageGradientSquared } = found(1);
    const edge = lambda(a, b);
    expectNear(averageLoss!.value, e ** 2 / 2 + (edge * variance) / 2, { rtol: 1e-6 });
    const square = g[0] ** 2 + g[1] ** 2;
    expectNear(averageGradientSquared!.value, square + edge ** 2 * variance, { rtol: 1e-6 });
    expect(averageLoss!.stderr).toBeLessThan(1e-6);
    expect(averageLoss).toMatchObject({ converged: true, cost: { gradients: 3 } });
    expect(averageLoss!.cost.hvps).toBeGreaterThan(2);
  });

  test('off it the interval holds what they are at the edge', () => {
    for (const share of [0.999, 1.001]) {
      const variance = (-2 * (g[0] * slope[0] + g[1] * slope[1])) / (slope[0] ** 2 + slope[1] ** 2);
      const at = e ** 2 / 2 + (share * lambda(a, b) * variance) / 2;
      const { value, bounds } = found(share).averageLoss!;
      expect(Math.abs(value / at - 1)).toBeGreaterThan(1e-3);
      expect(bounds![0]).toBeLessThan(at * (1 + 1e-3));
      expect(bounds![1]).toBeGreaterThan(at * (1 - 1e-3));
    }
  });

  test('far below it they are L and ‖∇L‖²', () => {
    const { averageLoss, averageGradientSquared } = found(2);
    expectNear(averageLoss!.value, e ** 2 / 2, { rtol: 1e-12 });
    expectNear(averageGradientSquared!.value, g[0] ** 2 + g[1] ** 2, { rtol: 1e-12 });
    expect(averageLoss!.stderr).toBe(0);
  });
});

test('descent’s means over a window are those of its flow, of which L and ‖∇L‖² are a part', async () => {
  const of = (method: string, measure: string) =>
    execute(
      only(`
data: { name: glyphs, train: 30, test: 20 }
network: { kind: mlp, hidden: [6], scale: 0.5 }
loss: squared-error
start: { method: { method: gradient-descent, rate: 0.4 }, stop: { steps: 40 } }
methods: [${method}]
stop: { time: 40 }
measure: { trace: false, sharpness: false, threshold: false, every: 1, ${measure} }`),
      sources,
    );
  const descent = await of(
    '{ method: gradient-descent, rate: 0.4 }',
    'along: { gradientSquared: { every: 3 } }',
  );
  const flow = await of(
    '{ method: central-flow, rate: 0.4, substeps: 1 }',
    'along: { gradientSquared: { every: 6 }, centralAverages: { every: 6 } }',
  );
  const mean = ({ series }: typeof flow, key: string) => {
    const inside = series[key]!.filter((x, i) => series.time![i]! >= 20 && Number.isFinite(x));
    return inside.reduce((sum, x) => sum + x, 0) / inside.length;
  };
  const [seen, predicted] = [
    mean(descent, 'gradientSquared'),
    mean(flow, 'averageGradientSquared'),
  ];
  expect(Math.abs(predicted / seen - 1), `${predicted}, ${seen} by descent`).toBeLessThan(0.25);
  expect(mean(flow, 'gradientSquared')).toBeLessThan(0.4 * seen);
  expectNear(mean(flow, 'averageLoss'), mean(descent, 'trainLoss'), { rtol: 1e-3 });
});

test('of RMSProp it goes on from ν, at a point of the way too', async () => {
  const { series, scalars } = await smallRun(
    '{ method: rmsprop-central-flow, rate: 0.00002 }',
    'steps: 8',
    'centralAverages: true, gradientSquared: true, along: { centralAverages: { every: 4 } }',
  );
  const { averageLoss, averageGradientSquared, gradientSquared } = scalars;
  expect(series.averageLoss!.filter(Number.isFinite)).toHaveLength(3);
  // Far below its edge, where nothing oscillates.
  expectNear(averageGradientSquared!.value, gradientSquared!.value, { rtol: 1e-6 });
  expectNear(averageLoss!.value, series.trainLoss!.at(-1)!, { rtol: 1e-6 });
});

test('is refused in one line where no method has it', () => {
  expect(
    errorOf(
      'question: q\nmethods: [{ method: gradient-descent, rate: 0.1 }]\nmeasure: { centralAverages: true }',
    ),
  ).toBe(
    '3:29: measure.centralAverages needs central-flow or rmsprop-central-flow, and no method here is that: give it beside the descent that it predicts',
  );
  const ask = (method: string) => () => {
    const [spec] = specsOf(`methods: [${method}]\nseeds: 1`);
    checkNeeds({ asked: { centralAverages: {} }, spec: spec!, weights: 'w.npz' } as never);
  };
  expect(ask('{ method: gradient-descent, rate: 0.1 }')).toThrow(
    "centralAverages needs a central flow, and not GD η=0.1: give --method '{ method: central-flow, rate: 0.1 }'",
  );
  expect(ask('{ method: rmsprop-central-flow, rate: 0.1 }')).toThrow(
    'centralAverages needs what RMSProp central flow η=0.1 carries beside the weights: name the folder of its run',
  );
  expect(ask('{ method: central-flow, rate: 0.1 }')).not.toThrow();
});
