import { beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { runId } from '../../../src/lab/experiment/run-id.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import { checkedSpec } from '../../../src/lab/experiment/run-spec-file.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { compilesByXla } from '../../../src/lab/run/xla.ts';
import { compilesAhead, type StepsAhead } from '../../../src/lab/spec/xla.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { methodCases, recordingCases, specOf } from '../../support/resumable-cases.ts';
import { expectToResume } from '../../support/resumed.ts';
import { sources } from '../../support/small-run.ts';
import { only, parse, specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const sgd = 'methods: [{ method: sgd, rate: 0.1, batch: 1 }]\n';
const on = { engine: { xla: 'on' } } as const;

describe('what XLA compiles by itself', () => {
  const small: StepsAhead = { kind: 'mlp', parameters: 26_506, batch: 1, most: 22_000 };
  test.each<[string, Partial<StepsAhead>, boolean]>([
    ['an MLP at B = 1 from 22,000 steps on', {}, true],
    ['and not one step before', { most: 21_999 }, false],
    ['a larger one from 10,000 on', { parameters: 199_210, most: 10_000 }, true],
    ['at B = 8 from 70,000 on', { batch: 8, most: 70_000 }, true],
    ['and not before', { batch: 8, most: 69_999 }, false],
    ['at B = 9 never', { batch: 9, most: 1e9 }, false],
    ['a smaller MLP than was measured never', { parameters: 20_000, most: 1e9 }, false],
    ['a linear model never', { kind: 'linear', most: 1e9 }, false],
    ['a toy never', { kind: undefined, most: 1e9 }, false],
    ['a cnn at B = 1 from 25,000 on', { kind: 'cnn', batch: 1, most: 25_000 }, true],
    ['and not before', { kind: 'cnn', batch: 1, most: 24_999 }, false],
    ['a cnn at B = 8 never', { kind: 'cnn', batch: 8, most: 1e9 }, false],
  ])('%s', (_, other, expected) => {
    expect(compilesAhead({ ...small, ...other })).toBe(expected);
  });

  test('goes by the bound on the steps, of which a tenth counts on the way to a target', () => {
    const of = (stop: string) => compilesByXla(only(`${sgd}stop: { ${stop} }`), 26_506, 'native');
    expect(of('epochs: 44')).toBe(true); // of 500 steps
    expect(of('epochs: 43')).toBe(false);
    expect(of('loss: 0.02, steps: 100000')).toBe(false);
    expect(of('loss: 0.02, steps: 220000')).toBe(true);
    expect(of('time: 1')).toBe(false);
  });
});

describe('engine.xla', () => {
  const compiles = (text: string, engine: 'native' | 'wasm' | 'gpu' = 'native') =>
    specsOf(text).map((spec) => compilesByXla(spec, 26_506, engine));

  test('on compiles every method whose steps are loops, on the native engine', () => {
    const all = `methods:
  - { method: sgd, rate: 0.1, batch: 4 }
  - { method: sgd, rate: 0.1, batch: 4, delay: { kind: fixed, steps: 2 } }
  - { method: gradient-flow, tolerance: 0.001 }
  - { method: gradient-flow, solver: rk4, dt: 0.1 }
  - { method: central-flow, rate: 0.01 }
seeds: 1
engine: { xla: on }
`;
    expect(compiles(all)).toEqual([true, false, false, true, false]);
    for (const other of ['wasm', 'gpu'] as const)
      expect(compiles(all, other)).toEqual(Array.from({ length: 5 }, () => false));
    // What cannot be compiled is the same run whatever the file says.
    expect(specsOf(all).map(({ engine }) => engine?.xla)).toEqual([
      ...['on', undefined, undefined, 'on', undefined],
    ]);
  });

  test('off keeps what pays plain, and auto is no part of a spec', () => {
    const long = `${sgd}stop: { steps: 30000 }\n`;
    expect(compiles(`${long}seeds: 1`)).toEqual([true]);
    expect(compiles(`${long}seeds: 1\nengine: { xla: off }`)).toEqual([false]);
    expect(only(long, ['engine.xla=auto'])).toEqual(only(long));
    expect(() => parse(`${long}engine: { xla: yes }`)).toThrow('auto, on, off');
  });

  test('is read back from a spec, and leaves the name of a run to what it comes to', () => {
    const spec = only(sgd, ['engine.xla=on']);
    expect(spec.engine).toEqual({ xla: 'on' });
    expect(checkedSpec(JSON.parse(JSON.stringify(spec)), 'run x')).toEqual(spec);
    expect(runId(spec, '1', 'native')).toBe(runId(only(sgd), '1', 'native'));
  });
});

describe('a run whose steps XLA compiles', () => {
  const { adam, sgd: shuffled } = methodCases;
  const [double] = Object.values(recordingCases);
  test.each([
    ['SGD with a smaller last batch', specOf(shuffled!)],
    ['Adam', specOf(adam!)],
    ['Adam in double precision, with snapshots', specOf(double!)],
  ])('and is left on the way ends in the same bytes: %s', async (_, spec) => {
    await expectToResume({ ...spec, ...on } as RunSpec, 2);
  });

  test('has other last digits than the plain run, and no others', async () => {
    const spec = specOf(shuffled!);
    const [plain, compiled] = [
      await execute(spec, sources),
      await execute({ ...spec, ...on } as RunSpec, sources),
    ];
    const [a, b] = [plain, compiled].map(({ weights }) => weights.flatMap((w) => [...w]));
    const apart = Math.hypot(...a!.map((x, i) => x - b![i]!)) / Math.hypot(...a!);
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThan(1e-3);
    expect(compiled.facts.steps).toBe(plain.facts.steps);
  });
});
