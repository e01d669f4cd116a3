import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { gradientNoise } from '../../../src/probes/noise/gradient-noise.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, meanOf, scatter } from '../../support/moments.ts';
import { relativeError } from '../../support/networks-and-losses.ts';
import {
  exampleGradients,
  type Small,
  smallCnn,
  smallMlp,
  withProblem,
} from '../../support/small-network.ts';

const cases = [
  smallMlp('tanh', 'cross-entropy'),
  smallMlp('relu', 'squared-error'),
  smallCnn('tanh', 'cross-entropy', 7),
  // More examples than share a call, and a rest that the last call does alone.
  smallMlp('tanh', 'squared-error', 2, 1027),
];

describe.each([
  { engine: 'native', precision: 'double', tolerance: 1e-10 },
  { engine: 'native', precision: 'single', tolerance: 1e-4 },
  { engine: 'wasm', precision: 'single', tolerance: 1e-4 },
] as const)('on the $engine engine in $precision precision', ({ engine, precision, tolerance }) => {
  beforeAll(async () => {
    await openEngine(engine);
  });
  expectNoLeaks();

  const own = engine === 'wasm' ? cases.slice(0, 1) : cases;

  test.each(own)('the moments of gradients are those of the oracle: $name', (small: Small) => {
    const g = exampleGradients(small);
    const centre = meanOf(g);
    const found = withProblem(small, small.theta, (objective, theta) => {
      const probe = gradientNoise(objective, precision);
      const noise = probe.at(theta);
      probe.dispose();
      return noise;
    });
    expect(relativeError(found.mean, centre)).toBeLessThan(tolerance);
    expect(
      relativeError(
        found.norms,
        g.map((v) => Math.sqrt(dot(v, v))),
      ),
    ).toBeLessThan(tolerance);
    const variance = centre.map((c, j) => g.reduce((s, v) => s + (v[j]! - c) ** 2, 0) / g.length);
    expect(relativeError(found.variance, variance)).toBeLessThan(tolerance);
    expectNear(found.trace.value, scatter(g), { rtol: tolerance });
    expectNear(found.noiseScale.value, scatter(g) / dot(centre, centre), { rtol: tolerance });
  });
});

describe('the probe', () => {
  beforeAll(async () => {
    await openEngine('native');
  });
  expectNoLeaks();

  test('is exact, and costs a gradient of each example and their mean', () => {
    const small = smallMlp('tanh', 'squared-error', 3, 6);
    const { trace, noiseScale } = withProblem(small, small.theta, (objective, theta) => {
      const probe = gradientNoise(objective);
      probe.at(theta);
      // At another point with the same graphs.
      const noise = probe.at(theta);
      probe.dispose();
      return noise;
    });
    for (const { stderr, converged, cost } of [trace, noiseScale]) {
      expect(stderr).toBe(0);
      expect(converged).toBe(true);
      expect(cost.gradients).toBe(7);
    }
  });

  test('has no noise on one example', () => {
    const small = smallMlp('tanh', 'squared-error', 3, 1);
    const { trace } = withProblem(small, small.theta, (objective, theta) => {
      const probe = gradientNoise(objective);
      const noise = probe.at(theta);
      probe.dispose();
      return noise;
    });
    expect(trace.value).toBe(0);
  });
});
