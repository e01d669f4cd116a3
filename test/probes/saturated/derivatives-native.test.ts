import { beforeAll, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { checkSaturated } from '../../support/derivative-audit.ts';
import { levels, saturatedCases } from '../../support/saturated-cases.ts';

beforeAll(async () => {
  await openEngine('native');
});

test.each(saturatedCases(levels))(
  'loss, gradient, HVP and form equal the float64 oracle: $name',
  checkSaturated,
);
