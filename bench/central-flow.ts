// How near the central flow stays to gradient descent past the edge of stability, next to gradient flow.
// node --import tsx bench/central-flow.ts [images = 500] [rate = 0.2] [steps = 150] [edge | start]
// Flows start where descent first comes within 2 % of the edge (edge), or with it (start).
import { rng } from '../src/core/random.ts';
import { centralFlow, oscillation } from '../src/dynamics/central/central-flow.ts';
import { free } from '../src/dynamics/integrate/checkpoint.ts';
import { integrate } from '../src/dynamics/integrate/integrate.ts';
import { gradientDescent, gradientFlow } from '../src/dynamics/methods/descent.ts';
import { openEngine } from '../src/engine/backend.ts';
import { compile } from '../src/engine/program/compile.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../src/engine/tensors/params.ts';
import type { Params } from '../src/engine/tensors/tensor.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { hessians } from '../src/probes/operators/hessian.ts';
import { sharpness } from '../src/probes/spectrum/sharpness.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { mlp } from '../src/problems/networks/mlp.ts';
import { problem } from '../src/problems/supervised/problem.ts';

const [images = 500, eta = 0.2, steps = 150] = process.argv.slice(2, 5).map(Number);
const fromStart = process.argv[5] === 'start';
const SUBSTEPS = 4;

await openEngine('native');
const set = await loadImages({ name: 'mnist' }, { cacheDir: 'datasets', baseDir: '.' });
const recipe = { train: images, test: 10, centre: true, labelNoise: 0, randomLabels: false };
const data = prepare(set, recipe, rng(1).fork('data'));
const net = mlp({
  ...{ inputs: 784, hidden: [32, 32], activation: 'tanh', outputs: 10 },
  ...{ parametrisation: 'standard', scale: 1 },
});
const { objective } = problem(net, 'squared-error', data, data.outputs);
const both = compile((q) => {
  const { value, gradient } = objective.gradient(q);
  return [value, ...gradient];
});
const at = (theta: Params) => {
  const out = both(theta);
  const [loss, ...g] = flatten64(out);
  dispose(out);
  return { theta: flatten64(theta), loss: loss!, squared: g.reduce((sum, x) => sum + x * x, 0) };
};
const H = hessians(objective);
const lambda = (theta: Params) => {
  const operator = H.at(theta);
  const options = { tolerance: 1e-3, maxIterations: 200, random: rng(4) };
  const { value } = sharpness(operator, options);
  operator.dispose();
  return value;
};
const theta0 = unflatten(
  Float32Array.from(net.init(rng(2)).flatMap((a) => [...a])),
  objective.shapes,
);

const descent: ReturnType<typeof at>[] = [];
let crossing: number | undefined;
for (const { step, theta } of integrate(gradientDescent(objective, eta), theta0, { steps: 2000 })) {
  descent.push(at(theta));
  if (crossing === undefined && lambda(theta) >= (0.98 * 2) / eta) crossing = step;
  if (crossing !== undefined && step >= crossing + steps + 10) break;
}
const first = fromStart ? 0 : crossing!;
const last = crossing! + steps;
const begin = unflatten(Float32Array.from(descent[first]!.theta), objective.shapes);
console.log({ images, eta, parameters: objective.parameters, crossing, first });

const flow: Float64Array[] = [];
for (const p of integrate(gradientFlow(objective, 1e-4), begin, { time: (last - first) * eta }))
  while (flow.length * eta <= p.t + 1e-9 && first + flow.length <= last) {
    const theta = p.at(Math.min(p.t, flow.length * eta));
    flow.push(flatten64(theta));
    dispose(theta);
  }

const distance = (a: Float64Array, b: Float64Array) =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));
const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const start = process.cpuUsage();
const method = centralFlow(objective, { eta, substeps: SUBSTEPS, random: rng(3) });
for (const point of integrate(method, begin, {
  ...{ steps: SUBSTEPS * (last - first), stride: SUBSTEPS },
})) {
  const k = first + point.step / SUBSTEPS;
  if ((k - first) % 10 !== 0 && k !== last) continue;
  const checkpoint = point.checkpoint();
  const about = oscillation(checkpoint);
  free(checkpoint);
  const here = at(point.theta);
  // The average of descent over two steps, free of what alternates: ¼(θ₋ + 2θ + θ₊).
  const average = descent[k]!.theta.map(
    (x, i) => x / 2 + (descent[Math.max(0, k - 1)]!.theta[i]! + descent[k + 1]!.theta[i]!) / 4,
  );
  const window = descent.slice(Math.max(0, k - 10), k + 11);
  const { user, system } = process.cpuUsage(start);
  console.log({
    step: k,
    edge: ((lambda(point.theta) * eta) / 2).toFixed(4),
    critical: about.critical,
    toCentral: distance(here.theta, average).toFixed(4),
    toFlow: distance(flow[k - first]!, average).toFixed(4),
    raw: [here.theta, flow[k - first]!].map((x) => distance(x, descent[k]!.theta).toFixed(4)),
    loss: [here.loss + about.loss, mean(window.map((d) => d.loss))].map((x) => x.toFixed(5)),
    squared: [here.squared + about.squaredGradient, mean(window.map((d) => d.squared))].map((x) =>
      x.toFixed(5),
    ),
    hvps: point.work.hvps,
    cpu: ((user + system) / 1e6).toFixed(1),
  });
}
