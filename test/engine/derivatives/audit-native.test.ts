import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { withShippedDerivative } from '../../../src/engine/derivatives/derivatives.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { mul } from '../../../src/engine/tensors/operations.ts';
import { scalar } from '../../../src/engine/tensors/precise.ts';
import { auditEngine, check } from '../../support/derivative-audit.ts';
import { cases } from '../../support/networks-and-losses.ts';

auditEngine('native');

describe('in double precision', () => {
  beforeAll(async () => {
    await openEngine('native');
  });

  test.each(cases)('gradient and HVP equal the float64 oracle to 1e-10: $name', (c) => {
    check(c, 'double', 1e-10, 1e-10);
  });

  test('the audit notices when the repaired gradient of Erf is not registered', () => {
    const c = cases.find((c) => c.twin.activation === 'gelu')!;
    expect(() => withShippedDerivative('Erf', () => check(c, 'double', 1e-10, 1e-10))).toThrow();
  });

  test('is refused off the native engine', async () => {
    await openEngine('wasm');
    const square = compile(([x]) => [mul(x!, x!)], 'double');
    const x = scalar(2);
    expect(() => square([x])).toThrow('double precision needs the native engine');
    dispose([x]);
  });
});
