/**
 * Gradient flow of the standard recipe to t = 300 by each solver: what it costs and how far from the
 * exact flow it ends. Prints one JSON line. In one process of its own: `node --import tsx bench/flow.ts`.
 */
import { tmpdir } from 'node:os';
import { rng } from '../src/core/random.ts';
import { integrate, type Method } from '../src/dynamics/integrate/integrate.ts';
import {
  gradientDescent,
  gradientFlow,
  gradientFlowFixedStep,
} from '../src/dynamics/methods/descent.ts';
import { openEngine } from '../src/engine/backend.ts';
import type { Precision } from '../src/engine/program/compile.ts';
import { flatten64 } from '../src/engine/tensors/params.ts';
import { type Params, tensor } from '../src/engine/tensors/tensor.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { axpy, norm } from '../src/linalg/float64.ts';
import { hessian } from '../src/probes/operators/hessian.ts';
import { sharpness } from '../src/probes/spectrum/sharpness.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { problem } from '../src/problems/supervised/problem.ts';
import type { Flow, FlowRow } from './flow-table.ts';
import { networkOf } from './network.ts';

const T = 300;
const EXAMPLES = 500;
/** Of the reference, in double precision; its error falls as tolerance^(2/3), since rkc2 is of order 2. */
const [COARSE, FINE] = [1e-8, 1e-9];

await openEngine('native');
const seed = Number(process.argv[2] ?? 0);
const random = rng(seed);
const images = await loadImages({ name: 'mnist' }, { cacheDir: tmpdir(), baseDir: '.' });
const data = prepare(
  images,
  { train: EXAMPLES, test: 10, centre: true, labelNoise: 0, randomLabels: false },
  random.fork('data'),
);
const net = networkOf({ kind: 'mlp', widths: [32, 32] });
const { objective } = problem(net, 'squared-error', data, 10);
const start = net.init(random.fork('init')).map((w, i) => tensor(w, net.shapes[i]!));
const start64 = flatten64(start);

const lambdas: number[] = [];
for (const { theta } of integrate(gradientFlow(objective, 1e-3), start, { time: T }))
  lambdas.push(lambda(theta));
const lambdaStart = lambdas[0]!;
const lambdaMax = Math.max(...lambdas);

const coarse = follow(gradientFlow(objective, COARSE), 'double');
const reference = follow(gradientFlow(objective, FINE), 'double');
const way = distance(reference.theta, start64);
const rows: FlowRow[] = [
  ...[1e-3, 1e-4, 1e-5, 3e-6, 1e-6].map((tolerance) =>
    row(`rkc2 ${tolerance}`, gradientFlow(objective, tolerance)),
  ),
  ...[1e-4, 1e-5, 1e-6, 1e-7].map((tolerance) =>
    row(`rkc2 ${tolerance}`, gradientFlow(objective, tolerance), 'double'),
  ),
  rk4('2.7/λ_max', 2.7 / lambdaMax),
  rk4('1/λ_start', 1 / lambdaStart),
  rk4('1/λ_max', 1 / lambdaMax),
  rk4('½/λ_max', 0.5 / lambdaMax),
  row('gd 0.1', gradientDescent(objective, 0.1)),
];
const flow: Flow = {
  seed,
  time: T,
  examples: EXAMPLES,
  lambdaStart,
  lambdaMax,
  // The two references differ by (10^(2/3) − 1) times the error of the finer one.
  referenceError: distance(coarse.theta, reference.theta) / way / ((COARSE / FINE) ** (2 / 3) - 1),
  rows,
};
console.log(JSON.stringify(flow));

function lambda(theta: Params): number {
  const H = hessian(objective, theta);
  const { value } = sharpness(H, { tolerance: 1e-3, maxIterations: 200, random: rng(0) });
  H.dispose();
  return value;
}

function follow(method: Method, precision: Precision) {
  const stride = method.controller.adaptive ? 1 : 16;
  const from = performance.now();
  let end = { theta: start64, t: 0, gradients: 0, hvps: 0 };
  for (const { theta, t, work } of integrate(method, start, { time: T, precision, stride }))
    end = { theta: t < T * (1 - 1e-9) ? end.theta : flatten64(theta), t, ...work };
  if (Math.abs(end.t - T) > 1e-6 * T) throw new Error(`ended at ${end.t}, not ${T}`);
  return { ...end, seconds: (performance.now() - from) / 1000 };
}

function row(name: string, method: Method, precision: Precision = 'single'): FlowRow {
  const { theta, gradients, hvps, seconds } = follow(method, precision);
  const error = distance(theta, reference.theta) / way;
  console.error(`flow ${name} ${precision}: ${gradients} + 2·${hvps}, error ${error}`);
  return { name, precision, gradients, hvps, seconds, error };
}

/** RK4 at the largest dt up to this one that divides the time. */
function rk4(name: string, dt: number): FlowRow {
  return row(`rk4 ${name}`, gradientFlowFixedStep(objective, T / Math.ceil(T / dt)));
}

function distance(a: Float64Array, b: Float64Array): number {
  return norm(axpy(-1, a, b));
}
