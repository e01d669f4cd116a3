import { type Estimate, exact } from '../../src/core/estimate.ts';
import { type Rng, rng } from '../../src/core/random.ts';
import type { Experiment, RunSpec } from '../../src/lab/experiment/run-spec.ts';
import { type MethodSpec, methodCard } from '../../src/lab/methods/registry.ts';
import type { Manifest, Run, Series } from '../../src/lab/records/record.ts';
import { examplesIn } from '../../src/lab/spec/problem.ts';
import type { StopSpec } from '../../src/lab/spec/stop.ts';
import { outputCards } from './output-cards.ts';
import type { NetworkRun } from './standard-experiment.ts';

/** Loss at which the synthetic runs stop. */
const TARGET = 0.01;
const PARAMETERS = 40;
const SNAPSHOTS = [2, 8, 32];

export const flow: MethodSpec = { method: 'gradient-flow', solver: 'rkc2', tolerance: 1e-4 };
export const gd = (rate: number): MethodSpec => ({ method: 'gradient-descent', rate });
export const sgd = (batch: number, rate = 0.1): MethodSpec => ({
  method: 'sgd',
  rate,
  batch,
  sampling: 'shuffled',
});

/** Optimizers, schedules and averages beside plain methods, in no order. */
export const mixedMethods: readonly MethodSpec[] = [
  flow,
  { method: 'modified-flow', rate: 0.1, solver: 'dormand-prince', tolerance: 1e-4 },
  { method: 'svag', rate: 0.1, batch: 4, sampling: 'with-replacement', amplification: 2 },
  { method: 'langevin', temperature: 0.01, dt: 0.1 },
  {
    ...{ method: 'stochastic-flow', rate: 0.1, batch: 4, sampling: 'with-replacement' },
    ...{ drift: 'plain', covariance: 'full', dt: 0.1 },
  },
  { method: 'adam', rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { method: 'heavy-ball', rate: 0.05, momentum: 0.9, batch: 16, sampling: 'shuffled' },
  { method: 'heavy-ball', rate: 0.05, momentum: 0.5, batch: 16, sampling: 'shuffled' },
  gd(0.1),
  { method: 'gradient-descent', rate: 0.1, schedule: { kind: 'cosine', steps: 100 } },
  { method: 'sgd', rate: 0.1, batch: 4, sampling: 'shuffled', average: 2 },
  sgd(4),
  { method: 'gradient-descent', rate: 0.1, preconditioner: '/p.npz' },
];

/** The grid of the quickstart: flow, three rates of GD and four batch sizes. */
const quickstartMethods: readonly MethodSpec[] = [
  flow,
  ...[0.025, 0.05, 0.1].map((rate) => gd(rate)),
  ...[4, 16, 64, 256].map((batch) => sgd(batch)),
];

export const spec = (
  method: MethodSpec,
  seed: number,
  { stop = { loss: TARGET, time: 4000 }, train = 512, hidden = [32, 32] }: SpecOptions = {},
): NetworkRun => ({
  data: { name: 'mnist', train, test: 2000, centre: true, labelNoise: 0, randomLabels: false },
  network: { kind: 'mlp', hidden, activation: 'tanh', parametrisation: 'standard', scale: 1 },
  loss: 'squared-error',
  method,
  seed,
  stop,
  measure: { points: 60, snapshots: SNAPSHOTS, trace: { relativeError: 0.03, maxProbes: 200 } },
});

interface SpecOptions {
  readonly stop?: StopSpec;
  readonly train?: number;
  readonly hidden?: readonly number[];
}

/** A finished run with exactly these values; `stderr` 0, converged, no series unless given. */
export function run(
  of: RunSpec,
  values: Readonly<Record<string, number>>,
  rest: Partial<Run> = {},
): Run {
  const { scalars = allExact(values), series = SERIES } = rest;
  return {
    id: `${of.method.method}-${JSON.stringify(of.method)}-${JSON.stringify(of.stop)}-${examplesIn(of)}-${of.seed}`
      .replaceAll(/[^a-z0-9.]+/gi, '-')
      .replaceAll(/^-|-$/g, ''),
    spec: of,
    ending: of.stop.loss === undefined ? 'completed' : 'reached',
    reason: 'Training loss 0.00998 is at or below the target 0.01.',
    series,
    scalars,
    arrays: {},
    manifest: { ...manifest, method: methodCard(of.method), outputs: outputCards(scalars, series) },
    snapshots: [],
    ...rest,
  };
}

/** One row, at the start. */
const SERIES: Series = { step: [0], time: [0], epoch: [0], trainLoss: [0.5] };

const allExact = (values: Readonly<Record<string, number>>): Run['scalars'] =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, exact(value, COST)]));

export const experimentOf = (runs: readonly Run[]): Experiment => ({
  id: 'quickstart',
  title: 'Small batches, large batches and gradient flow',
  question:
    'Do smaller batches end at flatter minima that generalize better, at equal training loss?',
  specs: runs.map((one) => one.spec),
});

export const COST = { gradients: 12, hvps: 40, seconds: 0.25 };

export const manifest: Manifest = {
  flowlab: '0.1.0',
  engine: { name: 'tensorflow', version: '2.21.0', precision: 'single' },
  node: '20.20.2',
  cpu: 'Some CPU @ 2.40GHz',
  threads: { intraOp: 1, interOp: 1, chosen: 'default' },
  environment: { TF_ENABLE_ONEDNN_OPTS: '0', TF_CLI_CONFIG_FILE: '/a/path' },
  commit: '0123456789abcdef0123456789abcdef01234567',
  dirty: false,
  lockfile: null,
  data: { 'train-images-idx3-ubyte': 'ab'.repeat(32) },
  preparation: 'Class-balanced subset, per-pixel mean removed, one global scale.',
  parameters: 26506,
  method: methodCard(gd(0.1)),
  steps: 4000,
  time: 400,
  initialLoss: 0.5,
  loss: 0.00998,
  outputs: {},
  cost: { gradients: 4000, hvps: 900, trainSeconds: 8.5, measureSeconds: 3.25 },
};

/** Realistic synthetic runs: series, snapshots, every scalar, a few estimates not converged. */
export function quickstart(seeds = 3): Run[] {
  const runs = quickstartMethods.flatMap((method) =>
    Array.from({ length: seeds }, (_, seed) => synthetic(method, seed)),
  );
  const broken = { ...spec(sgd(4), seeds), measure: { points: 60, snapshots: [] } };
  return [...runs, divergedRun(broken)];
}

/** What such a method might leave behind at this seed. */
export function synthetic(method: MethodSpec, seed: number, options: SpecOptions = {}): Run {
  const noise = rng(seed).fork(JSON.stringify(method));
  const shared = rng(seed).fork('problem');
  const wobble = (size: number) => Math.exp(size * noise.normal());
  const lambda0 = 6.5 * Math.exp(0.1 * shared.normal());
  const level = Math.exp(0.08 * shared.normal());
  const b = method.method === 'sgd' ? method.batch : Number.POSITIVE_INFINITY;
  const eta = 'rate' in method ? method.rate : 0;
  const flat = 1 - 0.45 / (1 + b / 12) - 2.2 * eta * (b === Number.POSITIVE_INFINITY ? 1 : 0.8);
  const trace = 470 * level * flat * wobble(0.03);
  const sharpness = 25 * level * flat * wobble(0.05);
  const gap = (0.067 + 0.00004 * trace) * wobble(0.015);
  const series = curve(method, noise);
  const bracket =
    (0.52 * 0.97 ** shared.normal() * (1 - 0.75 / (1 + b / 20)) * 6.5 * wobble(0.02)) / lambda0;
  const estimate = (value: number, relative: number, converged = true): Estimate => ({
    value,
    stderr: value * relative,
    cost: COST,
    converged,
  });
  return run(
    spec(method, seed, options),
    {
      trainLoss: series.trainLoss!.at(-1)!,
      testLoss: series.trainLoss!.at(-1)! + gap,
      trainAccuracy: 1,
      testAccuracy: 1 - 1.6 * gap,
      lossGap: gap,
      accuracyGap: 1.6 * gap,
      initialSharpness: lambda0,
    },
    {
      series,
      snapshots: snapshotsOf(method, seed),
      scalars: {
        ...run(spec(method, seed), {
          trainLoss: series.trainLoss!.at(-1)!,
          testLoss: series.trainLoss!.at(-1)! + gap,
          trainAccuracy: 1,
          testAccuracy: 1 - 1.6 * gap,
          lossGap: gap,
          accuracyGap: 1.6 * gap,
          initialSharpness: lambda0,
        }).scalars,
        trace: estimate(trace, 0.02, !(seed === 1 && b === 16)),
        sharpness: estimate(sharpness, 0.001, !(seed === 0 && eta === 0.05)),
        ...(method.method === 'gradient-flow' || (eta < 0.1 && b > 1e9)
          ? {}
          : {
              threshold: {
                ...estimate(bracket, 0.03),
                interval: [bracket * 0.97, bracket * 1.03] as const,
                bounds: [bracket * 0.97, bracket * 1.03] as const,
              },
            }),
      },
    },
  );
}

/** A run whose loss grew without bound. */
export const divergedRun = (of: RunSpec): Run =>
  run(
    of,
    { trainLoss: Number.NaN },
    {
      ending: 'diverged',
      reason: 'The training loss exceeded 1e4 at step 37.',
      series: {
        step: [0, 1, 2, 4, 8, 16, 32, 37],
        time: [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.7],
        epoch: [0, 0.01, 0.02, 0.03, 0.06, 0.12, 0.25, 0.29],
        trainLoss: [0.5, 0.48, 0.49, 0.6, 0.9, 2.1, 31, Number.POSITIVE_INFINITY],
      },
    },
  );

function curve(method: MethodSpec, noise: Rng): Series {
  const dt = 'rate' in method ? method.rate : 0.02;
  const b = method.method === 'sgd' ? method.batch : Number.POSITIVE_INFINITY;
  const speed = (1 + 0.25 / (1 + b / 8)) * Math.exp(0.04 * noise.normal());
  const lossAt = (t: number) => 0.5 / (1 + 0.11 * speed * t) ** 1.05;
  const end = ((0.5 / 0.00998) ** (1 / 1.05) - 1) / (0.11 * speed);
  const columns = { step: [0], time: [0], epoch: [0], trainLoss: [0.5] };
  for (let i = 0; i <= 58; i++) {
    const step = Math.round((end / dt) ** (i / 58));
    if (step <= columns.step.at(-1)!) continue;
    const t = step * dt;
    const jitter = Math.exp((b < 1e9 ? 0.1 / Math.sqrt(b / 4) : 0.012) * noise.normal());
    columns.step.push(step);
    columns.time.push(t);
    columns.epoch.push((step * Math.min(b, 512)) / 512);
    columns.trainLoss.push(i === 58 ? 0.00998 : Math.max(0.0101, lossAt(t) * jitter));
  }
  return columns;
}

// θ(t) = e^{−kt} componentwise; GD differs from it by O(η), SGD by noise on top.
function snapshotsOf(method: MethodSpec, seed: number): Run['snapshots'] {
  const start = rng(seed).fork('weights').normals(PARAMETERS);
  const kick = rng(seed)
    .fork('kick', method.method === 'sgd' ? method.batch : 0)
    .normals(PARAMETERS);
  const eta = 'rate' in method ? method.rate : 0;
  return [0, ...SNAPSHOTS].map((time) => {
    const theta = start.map((x, i) => {
      const k = 0.02 * (1 + i / PARAMETERS);
      const decay = eta === 0 ? Math.exp(-k * time) : (1 - eta * k) ** (time / eta);
      const noisy = method.method === 'sgd' ? 0.3 / Math.sqrt(method.batch) : 0;
      return x * decay + (1 - Math.exp(-time)) * noisy * kick[i]!;
    });
    return { time, theta: Float32Array.from(theta) };
  });
}
