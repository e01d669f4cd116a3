// How near RMSProp's central flow stays to RMSProp, next to the flow that leaves its oscillation out (Σ = 0).
// node --import tsx bench/rmsprop-central-flow.ts [images = 500] [rate = 0.001] [alpha = 0.99] [steps = 150] [first = 300]
// Both flows start at RMSProp's own weights and ν at step `first`, averaged over what alternates; 0: at the start. A line a ten steps: how far
// RMSProp has gone, how far either flow is from it, √ν of the central flow, relative, and losses and squared gradients: predicted, RMSProp's
// mean over 21 steps, and those of the flow itself.
import { rng } from '../src/core/random.ts';
import { rmspropScaling } from '../src/dynamics/central/adaptive-scaling.ts';
import { centralFlow, oscillation } from '../src/dynamics/central/central-flow.ts';
import { free } from '../src/dynamics/integrate/checkpoint.ts';
import { integrate } from '../src/dynamics/integrate/integrate.ts';
import { openEngine } from '../src/engine/backend.ts';
import { compile } from '../src/engine/program/compile.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../src/engine/tensors/params.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { mlp } from '../src/problems/networks/mlp.ts';
import { problem } from '../src/problems/supervised/problem.ts';

const [images = 500, eta = 0.001, alpha = 0.99, steps = 150, first = 300] = process.argv
  .slice(2)
  .map(Number);
const SUBSTEPS = 4;
const epsilon = 1e-8;

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
const weights = (theta: Float64Array) => unflatten(Float32Array.from(theta), objective.shapes);
const at = (theta: Float64Array) => {
  const held = weights(theta);
  const out = both(held);
  const flat = flatten64(out);
  dispose([...held, ...out]);
  const g = flat.subarray(1);
  return { loss: flat[0]!, g, squared: g.reduce((sum, x) => sum + x * x, 0) };
};

interface Point {
  readonly theta: Float64Array;
  /** Squares of the gradient on average; zeros before the first step. */
  readonly nu: Float64Array;
  readonly loss: number;
  readonly squared: number;
}
const path: Point[] = [];
let theta = Float64Array.from(net.init(rng(2)).flatMap((a) => [...a]));
let nu = new Float64Array(theta.length);
for (let k = 0; k <= first + steps + 20; k++) {
  const { loss, g, squared } = at(theta);
  path.push({ theta, nu, loss, squared });
  nu = nu.map((x, i) => alpha * x + (1 - alpha) * g[i]! ** 2);
  theta = theta.map((x, i) => x - (eta * g[i]!) / (Math.sqrt(nu[i]!) + epsilon));
}
/** Free of what alternates: ¼(x₋ + 2x + x₊). */
const smooth = (k: number, key: 'theta' | 'nu') =>
  k === 0
    ? path[0]![key]
    : path[k]![key].map((x, i) => x / 2 + (path[k - 1]![key][i]! + path[k + 1]![key][i]!) / 4);
const scaling = rmspropScaling({ alpha, epsilon }, eta);
// After the first step, since ν = 0 before it.
const start = {
  theta: smooth(first, 'theta'),
  nu: first === 0 ? path[1]!.nu : smooth(first, 'nu'),
};

const still: Float64Array[] = [start.theta];
{
  const fine = 4 * SUBSTEPS;
  let here = start;
  for (let k = 1; k <= steps * fine; k++) {
    const { g } = at(here.theta);
    const D = scaling.D(here.nu);
    const dt = eta / fine;
    here = {
      theta: here.theta.map((x, i) => x - (dt * g[i]!) / D[i]!),
      nu: here.nu.map((x, i) => x + dt * scaling.relaxation * (g[i]! ** 2 - x)),
    };
    if (k % fine === 0) still.push(here.theta);
  }
}

const distance = (a: Float64Array, b: Float64Array) =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));
const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const method = centralFlow(objective, {
  ...{ eta, substeps: SUBSTEPS, rmsprop: { alpha, epsilon }, random: rng(3) },
});
const begin = weights(start.theta);
const carried = { numbers: {}, vectors: { nu: weights(start.nu) } };
const clock = process.cpuUsage();
for (const point of integrate(method, begin, {
  ...{ steps: SUBSTEPS * steps, stride: SUBSTEPS, carried },
})) {
  const taken = point.step / SUBSTEPS;
  if (taken % 10 !== 0) continue;
  const k = first + taken;
  const checkpoint = point.checkpoint();
  const about = oscillation(checkpoint);
  const ratio = flatten64(checkpoint.solver.vectors.nu!);
  free(checkpoint);
  const here = flatten64(point.theta);
  const { loss, squared } = at(here);
  const average = smooth(k, 'theta');
  const window = path.slice(Math.max(0, k - 10), k + 11);
  const { user, system } = process.cpuUsage(clock);
  const truth = smooth(k, 'nu');
  console.log(
    JSON.stringify({
      step: k,
      edge: ((about.sharpness * eta) / 2).toFixed(4),
      critical: about.critical,
      moved: distance(average, start.theta).toFixed(4),
      toCentral: distance(here, average).toFixed(4),
      toStill: distance(still[taken]!, average).toFixed(4),
      nuOff: (
        distance(ratio.map(Math.sqrt), truth.map(Math.sqrt)) /
        Math.sqrt(mean([...truth]) * truth.length)
      ).toFixed(4),
      loss: [loss + about.loss, mean(window.map((d) => d.loss)), loss].map((x) =>
        x.toExponential(3),
      ),
      squared: [squared + about.squaredGradient, mean(window.map((d) => d.squared)), squared].map(
        (x) => x.toExponential(3),
      ),
      cpu: ((user + system) / 1e6).toFixed(1),
    }),
  );
}
