import { expect, test } from 'vitest';
import { rng } from '../../src/core/random.ts';
import { losses } from '../../src/problems/supervised/loss-names.ts';
import { dense } from '../../src/selftest/tanh-network.ts';
import { oracle } from '../oracle/oracle.ts';
import { denseOf } from '../support/dense-matrices.ts';

const sizes = { inputs: 3, hidden: 4, outputs: 3 } as const;
const theta = rng(1).normals(3 * 4 + 4 + 4 * 3 + 3);
const x = rng(2).normals(7 * 3);
const labels = Int32Array.of(0, 2, 1, 1, 0, 2, 2);

test.each(losses)(
  'the network written out has the loss, gradient and Hessian of the hand-written layers: %s',
  (loss) => {
    const twin = {
      ...({ kind: 'mlp', inputShape: [1, 3, 1], hidden: [4], activation: 'tanh' } as const),
      ...({ outputs: 3, classes: 3, parametrisation: 'standard', scale: 1 } as const),
    };
    const by = oracle(twin, loss, theta, x, labels);
    const H = denseOf(theta.length, by.hvp);
    const own = dense(sizes, loss, theta, x, labels);
    expect(Math.abs(own.loss / by.loss - 1)).toBeLessThan(1e-13);
    for (const [i, g] of own.gradient.entries())
      expect(Math.abs(g - by.gradient[i]!)).toBeLessThan(1e-14);
    for (const [i, row] of own.hessian.entries())
      for (const [j, h] of row.entries()) expect(Math.abs(h - H[i]![j]!)).toBeLessThan(1e-13);
  },
);
