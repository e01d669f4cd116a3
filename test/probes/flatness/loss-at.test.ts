import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { lossAt } from '../../../src/probes/flatness/loss-at.ts';
import { problem } from '../../../src/problems/supervised/problem.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { oracleAt, smallCnn, smallMlp } from '../../support/small-network.ts';

describe.each([smallMlp('tanh', 'cross-entropy'), smallCnn('gelu', 'squared-error')])(
  'the surface of $name',
  (small) => {
    beforeAll(async () => {
      await openEngine('native');
    });
    expectNoLeaks();

    test.each([
      ['single', 1e-5],
      ['double', 1e-12],
    ] as const)('has the value and slope of the oracle in %s precision', (precision, rtol) => {
      const { objective, dispose } = problem(small.network, small.loss, small, 10);
      const at = lossAt(objective, precision);
      // A second point, which float32 does not hold.
      for (const theta of [small.theta, small.theta.map((x, i) => x + 1e-3 * Math.sin(i))]) {
        const { loss, gradient } = oracleAt(small, theta);
        const slope = at.gradient(theta);
        expectNear(at.value(theta), loss, { rtol });
        expectNear(slope.value, loss, { rtol });
        const size = Math.hypot(...gradient);
        expect(Math.hypot(...gradient.map((g, i) => g - slope.gradient[i]!))).toBeLessThan(
          10 * rtol * size,
        );
      }
      expect(at.dim).toBe(small.theta.length);
      at.dispose();
      dispose();
    });
  },
);
