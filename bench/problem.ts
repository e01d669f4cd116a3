import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rng } from '../src/core/random.ts';
import { loadImages } from '../src/lab/data/load.ts';
import { ndarray } from '../src/problems/data/npy.ts';
import { writeNpz } from '../src/problems/data/npz.ts';
import { prepare } from '../src/problems/data/prepare.ts';
import { keyOf, networkOf, type Shape } from './network.ts';

/** Bound of the biases; not zero, so that a contestant that mixes them up does not pass the check. */
const BIAS = 0.05;

/** 5,000 MNIST images, and weights and a direction for each network, in one file for every contestant. */
export async function writeProblem(shapes: readonly Shape[]): Promise<string> {
  const images = await loadImages({ name: 'mnist' }, { cacheDir: tmpdir(), baseDir: '.' });
  const data = prepare(
    images,
    { train: 5000, test: 10, centre: true, labelNoise: 0, randomLabels: false },
    rng(0),
  );
  const arrays: Record<string, ReturnType<typeof ndarray>> = {
    x: ndarray(data.x, [data.count, data.dim]),
    labels: ndarray(data.labels!),
  };
  for (const shape of shapes) {
    const net = networkOf(shape);
    for (const prefix of ['w', 'v']) {
      const random = rng(1).fork(prefix);
      for (const [i, w] of net.init(random).entries()) {
        const biases = net.shapes[i]!.length === 1;
        const draws = random.fork('bias', i).uniforms(w.length);
        const values = biases ? w.map((_, k) => BIAS * (2 * draws[k]! - 1)) : w;
        arrays[`${prefix}${keyOf(shape)}_${i}`] = ndarray(values, net.shapes[i]!);
      }
    }
  }
  const path = join(mkdtempSync(join(tmpdir(), 'flowlab-bench-')), 'problem.npz');
  writeFileSync(path, writeNpz(arrays));
  return path;
}
