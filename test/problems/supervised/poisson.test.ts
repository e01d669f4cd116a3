import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { scoped } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { indices } from '../../../src/engine/tensors/tensor.ts';
import { readModule } from '../../../src/lab/data/own-module.ts';
import { buildModule } from '../../../src/problems/supervised/network-module.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { derivatives } from '../../support/derivatives-in-float64.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

expectNoLeaks();
beforeAll(async () => {
  await openEngine('native');
});

const page = readFileSync(
  new URL('../../../docs/how-to/differential-equation.md', import.meta.url),
  'utf8',
);
const file = join(scratchFolder(), 'poisson.ts');
writeFileSync(file, /^```ts\n(\/\/ poisson\.ts\n[\s\S]*?)^```$/m.exec(page)![1]!);

const width = 16;
const n = 5;
const points = rng(1).uniforms(2 * n);
const theta = rng(2).normals(4 * width);

/** u = p(1 − p) q(1 − q) Σⱼ aⱼ tanh(wⱼ·x + bⱼ), in plain float64. */
function u(p: number, q: number, w: Float64Array): number {
  let N = 0;
  for (let j = 0; j < width; j++)
    N += w[3 * width + j]! * Math.tanh(p * w[j]! + q * w[width + j]! + w[2 * width + j]!);
  return p * (1 - p) * q * (1 - q) * N;
}

/** Δu by central differences of fourth order: exact to 1e-9 or so. */
function laplacian(p: number, q: number, w: Float64Array): number {
  const e = 2e-3;
  const along = (f: (by: number) => number) =>
    (-f(2 * e) + 16 * f(e) - 30 * f(0) + 16 * f(-e) - f(-2 * e)) / (12 * e * e);
  return along((by) => u(p + by, q, w)) + along((by) => u(p, q + by, w));
}

test('the network of the guide gives Δu, and its loss the derivatives of that', async () => {
  const given = { inputs: 2, outputs: 1, shape: [1, 2, 1] } as const;
  const { network } = buildModule(await readModule(file), 'poisson.ts', given);
  const values = rng(3).normals(n);
  const on = problem(network, 'squared-error', { x: points, values }, 1, 'double');
  const outputs = compile(([rows, ...q]) => [on.outputs(q, rows!)], 'double');
  const left = (w: Float64Array) =>
    Array.from({ length: n }, (_, i) => laplacian(points[2 * i]!, points[2 * i + 1]!, w));
  scoped(() => {
    const rows = indices(Int32Array.from({ length: n }, (_, i) => i));
    const found = outputs([rows, ...unflatten(theta, network.shapes)]);
    expect(relativeError(flatten64(found), left(theta))).toBeLessThan(1e-7);
    return [];
  });
  const { gradient, hessian } = derivatives(on.objective, theta);
  const loss = (w: Float64Array) =>
    left(w).reduce((sum, f, i) => sum + (f - values[i]!) ** 2 / (2 * n), 0);
  const v = rng(4).normals(theta.length);
  const at = (by: number) => loss(theta.map((w, k) => w + by * v[k]!));
  // Steps at which what is cut off, of order e⁴, is as small as round-off of the differences above.
  const [e, d] = [1e-3, 1e-2];
  const slope = (8 * (at(e) - at(-e)) - (at(2 * e) - at(-2 * e))) / (12 * e);
  const bend = (-at(2 * d) + 16 * at(d) - 30 * at(0) + 16 * at(-d) - at(-2 * d)) / (12 * d * d);
  const along = gradient.reduce((sum, g, k) => sum + g * v[k]!, 0);
  const form = hessian.reduce(
    (sum, h, k) => sum + h * v[Math.floor(k / theta.length)]! * v[k % theta.length]!,
    0,
  );
  expect(relativeError([along], [slope])).toBeLessThan(1e-6);
  expect(relativeError([form], [bend])).toBeLessThan(1e-4);
  outputs.dispose();
  on.dispose();
});
