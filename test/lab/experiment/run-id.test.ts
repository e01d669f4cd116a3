import { describe, expect, test } from 'vitest';
import { armKey, runId } from '../../../src/lab/experiment/run-id.ts';
import type { RunSpec } from '../../../src/lab/experiment/run-spec.ts';
import type { NetworkRun } from '../../support/standard-experiment.ts';
import { standard } from '../../support/standard-experiment.ts';

describe('a run id', () => {
  const id = runId(standard, '1', 'tensorflow');

  test('is 16 hex digits and the same for any order of keys', () => {
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(runId(reversed(standard) as RunSpec, '1', 'tensorflow')).toBe(id);
    expect(Object.keys(reversed(standard) as RunSpec)[0]).not.toBe(Object.keys(standard)[0]);
  });

  test('differs for any change of a leaf, of the code version and of the engine', () => {
    const ids = changes(standard).map((spec) => {
      const { method } = spec as RunSpec;
      const known =
        method.method === standard.method.method ? method : { ...method, method: 'sgd' };
      return runId({ ...(spec as RunSpec), method: known } as RunSpec, '1', 'tensorflow');
    });
    ids.push(id, runId(standard, '2', 'tensorflow'), runId(standard, '1', 'wasm'));
    // Data 6, network 7 (a longer list counts), loss, method 2, seed, stop 2, measure 8; and 3 more.
    expect(ids).toHaveLength(27 + 3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('differs for the order of layers, which is not an order of keys', () => {
    const wide = (hidden: number[]) =>
      runId(
        { ...standard, network: { ...standard.network, hidden } as NetworkRun['network'] },
        '1',
        'e',
      );
    expect(wide([8, 16])).not.toBe(wide([16, 8]));
  });
});

test('the same files at another place make the same runs, other contents another run', () => {
  const at = (place: string) =>
    ({
      ...standard,
      data: { ...standard.data, name: 'csv', path: `${place}/x.csv` },
      network: { ...standard.network, init: `${place}/w.npz` },
      method: { ...standard.method, preconditioner: `${place}/p.npz` },
    }) as RunSpec;
  const files = { 'x.csv': '1', 'network.init': '2', 'method.preconditioner': '3' };
  const id = runId(at('/here'), '1', 'e', files);
  expect(runId(at('/there'), '1', 'e', files)).toBe(id);
  const others = Object.keys(files).map((name) =>
    runId(at('/here'), '1', 'e', { ...files, [name]: '4' }),
  );
  expect(new Set([id, ...others]).size).toBe(4);
});

test('an arm key is shared by seeds alone', () => {
  expect(armKey({ ...standard, seed: 9 })).toBe(armKey(standard));
  const others = changes(standard).filter((spec) => (spec as RunSpec).seed === standard.seed);
  expect(others.map((spec) => armKey(spec as RunSpec))).not.toContain(armKey(standard));
});

/** The same value with the keys of every mapping in the opposite order. */
const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([k, v]) => [k, reversed(v)] as const)
            .reverse(),
        )
      : value;

/** Every value that differs from this one in exactly one leaf. */
function changes(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string') return [`${value}'`];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) {
    const inner = value.flatMap((one, i) => changes(one).map((other) => value.with(i, other)));
    return [...inner, [...value, 1]];
  }
  return Object.entries(value as object).flatMap(([key, one]) =>
    changes(one).map((other) => ({ ...(value as object), [key]: other })),
  );
}
