import { expect, test } from 'vitest';
import { preflight } from '../../../src/lab/runner/preflight.ts';
import { checkSizes } from '../../../src/lab/runner/probe-needs.ts';
import { smallSpec } from '../../support/small-run.ts';

const places = { cacheDir: '/nowhere', baseDir: '/nowhere', offline: true };
const planned = (measure: string) =>
  preflight(
    [smallSpec('{ method: sgd, rate: 0.05, batch: 6 }', 'steps: 4', measure)],
    places,
    () => {},
  );

// 784-6-10 on 30 glyphs: 4,780 weights.
test.each([
  [
    'meanSquareThreshold: true',
    'measure.meanSquareThreshold holds a matrix of every example, of 100 parameters at most, and there are 4780: measure meanSquareGrowth',
  ],
  [
    'gradientMass: { top: 5000 }',
    'measure.gradientMass.top 5000 is not below the 4780 parameters: lower it',
  ],
  [
    'batchSizeTests: { batch: 31 }',
    'measure.batchSizeTests.batch 31 exceeds the 30 training examples: lower it',
  ],
])('%s is refused before any run starts, at the end and along', async (measure, line) => {
  await expect(planned(measure)).rejects.toThrow(line);
  await expect(planned(`along: { ${measure} }`)).rejects.toThrow(line);
});

test('what fits is not refused', async () => {
  await planned('gradientMass: { top: 10, batch: 30 }');
  const { measure } = smallSpec(
    '{ method: sgd, rate: 0.05, batch: 6 }',
    'steps: 4',
    'meanSquareThreshold: true',
  );
  checkSizes(measure, { parameters: 100, examples: 30 });
});
