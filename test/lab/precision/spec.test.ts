import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { specOfFlags } from '../../../src/lab/experiment/probe-request.ts';
import { armKey, runId } from '../../../src/lab/experiment/run-id.ts';
import { inAskedPrecision } from '../../../src/lab/experiment/run-spec.ts';
import { base, errorOf } from '../../support/experiment-error.ts';
import { descent, only, specsOf, standard } from '../../support/standard-experiment.ts';

/** A file that is there. */
const here = fileURLToPath(new URL('../../cli/numpy/float64.npz', import.meta.url));

describe('precision in a spec', () => {
  test('single, said or not, leaves the spec what it was, and with it the name of a run', () => {
    for (const text of [descent, `${descent}precision: single\n`])
      expect(only(text)).toEqual(standard);
  });

  test('double is a key of the spec, and another run', () => {
    const double = only(`${descent}precision: double\n`);
    expect(double).toEqual({ ...standard, precision: 'double' });
    expect(runId(double, 'v', 'e')).not.toBe(runId(standard, 'v', 'e'));
    expect(armKey(double)).not.toBe(armKey(standard));
  });

  test('is an axis of the grid, before methods', () => {
    const specs = specsOf(`
methods: [{ method: gradient-descent, rate: [0.1, 0.2] }]
precision: [double, single]
seeds: 1`);
    expect(specs.map(({ precision, method }) => [precision, method])).toEqual(
      ['double', undefined].flatMap((precision) =>
        [0.1, 0.2].map((rate) => [precision, { method: 'gradient-descent', rate }]),
      ),
    );
    // Each precision measures its own threshold.
    expect(specs.map(({ measure }) => 'threshold' in measure)).toEqual([true, false, true, false]);
  });

  test('can be set on the command line', () => {
    const [spec] = specsOf(descent, ['precision=double']);
    expect(spec!.precision).toBe('double');
  });

  test('of another name is refused', () => {
    expect(errorOf(`${base}precision: half`)).toContain(
      'unknown precision "half" (known: single, double)',
    );
  });
});

describe('--precision of probe', () => {
  const flags = { dataset: 'glyphs', network: '784-8-10 tanh' };

  test('is that of the spec that its options make', () => {
    const of = (precision?: string) => specOfFlags(here, { ...flags, precision }).spec.precision;
    expect(of('double')).toBe('double');
    for (const single of [of('single'), of()]) expect(single).toBeUndefined();
    expect(() => of('half')).toThrow('--precision half: ');
  });

  test('overrides that of a run, and is otherwise the run’s own', () => {
    const double = { ...standard, precision: 'double' } as const;
    expect(inAskedPrecision(double, undefined)).toEqual(double);
    expect(inAskedPrecision(standard, 'double')).toEqual(double);
    expect(inAskedPrecision(double, 'single')).toEqual(standard);
    expect(() => inAskedPrecision(standard, 'half')).toThrow(
      '--precision half: write single or double',
    );
  });
});
