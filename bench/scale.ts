/**
 * A full-batch gradient descent step, a Hessian–vector product and peak memory with n MNIST images.
 * Prints one JSON line. In one process of its own: `node --import tsx bench/scale.ts width n`.
 */
import { tmpdir } from 'node:os';
import { rng } from '../src/core/random.ts';
import { stateless } from '../src/dynamics/integrate/solver.ts';
import { euler } from '../src/dynamics/solvers/euler.ts';
import { descend } from '../src/dynamics/terms/descend.ts';
import { openEngine } from '../src/engine/backend.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import { readScalar } from '../src/engine/tensors/precise.ts';
import { tensor } from '../src/engine/tensors/tensor.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { hessian } from '../src/probes/operators/hessian.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { problem } from '../src/problems/supervised/problem.ts';
import { median } from '../src/stats/summary.ts';
import { networkOf } from './network.ts';
import type { ScaleRow } from './scale-table.ts';

/** Timed are at least so many, and so many seconds. */
const FEWEST = 7;
const SECONDS = 2;

const [width, n] = process.argv.slice(2).map(Number) as [number, number];
await openEngine('native');
const images = await loadImages({ name: 'mnist' }, { cacheDir: tmpdir(), baseDir: '.' });
const options = { train: n, test: 10, centre: true, labelNoise: 0, randomLabels: false };
const data = prepare(images, options, rng(0));
const net = networkOf({ kind: 'mlp', widths: [width, width] });
const { objective } = problem(net, 'cross-entropy', data, data.outputs);
const theta = net.init(rng(1)).map((w, i) => tensor(w, net.shapes[i]!));

const stepper = euler.bind(descend(objective), 'single');
const step = seconds(() => {
  const { theta: next } = stepper.step(theta, { step: 0, t: 0, dt: 0.1 }, stateless);
  readScalar(next.at(-1)!);
  dispose(next);
});
const H = hessian(objective, theta);
const v = rng(2).normals(H.dim);
const product = seconds(() => void H.matvec(v));
// resourceUsage counts in KiB.
const peak = process.resourceUsage().maxRSS / 1024;
const row: ScaleRow = { width, n, step, product, peak };
console.log(JSON.stringify(row));

function seconds(unit: () => void): number {
  unit();
  const samples: number[] = [];
  const start = performance.now();
  while (samples.length < FEWEST || performance.now() - start < 1000 * SECONDS) {
    const from = performance.now();
    unit();
    samples.push((performance.now() - from) / 1000);
  }
  return median(samples);
}
