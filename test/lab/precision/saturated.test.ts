import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { askedOf, specOfFlags } from '../../../src/lab/experiment/probe-request.ts';
import { probeWeights } from '../../../src/lab/runner/probe-weights.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/**
 * Two points ±1 of two classes with logits ±9: q = 1/(1 + e¹⁸) of each example is left to the other class.
 *
 * Loss log(1 + e⁻¹⁸); by pᵢ(1 − pᵢ) of each logit's block, the trace of the Hessian over the weights and biases
 * is 4q(1 − q), and its largest eigenvalues are two of 2q(1 − q).
 */
test('a saturated network of two points has its closed form to 1e-12 in double precision', async () => {
  const folder = scratchFolder();
  const save = (name: string, arrays: Parameters<typeof writeNpz>[0]) => {
    writeFileSync(join(folder, name), writeNpz(arrays));
    return join(folder, name);
  };
  const x = ndarray(Float64Array.of(-1, 1), [2, 1]);
  const y = ndarray(Int32Array.of(0, 1), [2]);
  const path = save('points.npz', { x_train: x, y_train: y, x_test: x, y_test: y });
  const weights = save('w.npz', {
    w: ndarray(Float64Array.of(-9, 9), [1, 2]),
    b: ndarray(new Float64Array(2), [2]),
  });
  const flags = { dataset: 'npz', path, train: '2', test: '2', network: '1-2' };
  const asked = askedOf(['gap', 'exactTrace', 'sharpness'], ['sharpness.tolerance=1.0e-13']);
  const own = { ...flags, loss: 'cross-entropy', precision: 'double' };
  const request = { weights, ...specOfFlags(weights, own), asked };
  const { measures } = await probeWeights(request, { cacheDir: folder, baseDir: folder });
  const found: Record<string, Estimate> = Object.assign(
    {},
    ...measures.map(({ scalars }) => scalars),
  );
  const q = 1 / (1 + Math.exp(18));
  const right = {
    trainLoss: Math.log1p(Math.exp(-18)),
    exactTrace: 4 * q * (1 - q),
    sharpness: 2 * q * (1 - q),
  };
  for (const [name, value] of Object.entries(right))
    expect(Math.abs(found[name]!.value / value - 1), name).toBeLessThan(1e-12);
});
