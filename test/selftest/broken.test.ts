import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openEngine } from '../../src/engine/backend.ts';
import type { Tensor } from '../../src/engine/tensors/tensor.ts';
import { checks, selftest } from '../../src/selftest/selftest.ts';
import { expectNoLeaks } from '../support/expect-no-leaks.ts';

type Operations = typeof import('../../src/engine/tensors/operations.ts');
type Broken = (right: Operations) => Partial<Operations>;

/** What is broken now. */
const now = vi.hoisted(() => ({ broken: undefined as Broken | undefined }));

vi.mock('../../src/engine/tensors/operations.ts', async (original) => {
  const right = await original<Operations>();
  const names = Object.keys(right) as (keyof Operations)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      typeof right[name] === 'function'
        ? (...all: never[]) =>
            ((now.broken?.(right)[name] ?? right[name]) as (...of: never[]) => unknown)(...all)
        : right[name],
    ]),
  );
});

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();
afterEach(() => {
  now.broken = undefined;
});

/** Names of the checks that fail in single precision, of those whose name is matched. */
const failed = (of: RegExp): string[] =>
  [
    ...selftest(
      ['single'],
      checks.filter(({ name }) => of.test(name)),
    ),
  ].flatMap(({ passed, name }) => (passed ? [] : [name]));

test('all checks of double precision pass on an engine in order', () => {
  expect([...selftest(['double'])].filter(({ passed }) => !passed)).toEqual([]);
});

const curvature = /gradient, |products, |λ by/;

test.each<[string, RegExp, Broken]>([
  ['tanh off by 10⁻⁴', curvature, ({ tanh, mul }) => ({ tanh: (x) => mul(tanh(x), 1.0001) })],
  [
    'a root off by 10⁻⁴',
    /Adam$|RMSProp/,
    ({ sqrt, mul }) => ({ sqrt: (x) => mul(sqrt(x), 1.0001) }),
  ],
  ['log1p as log(1 + x)', /digits/, ({ log, add }) => ({ log1p: (x) => log(add(x, 1)) })],
  [
    'products off by 1/5',
    /^(?!.*(differ|digits|tr H|dormand|order))/,
    ({ mul }) => ({ mul: (a, b) => mul(mul(a, b), 1.2) }),
  ],
  [
    'rows that are a tenth too large',
    /^SGD/,
    ({ gather, mul }) => ({ gather: (x, rows) => mul(gather(x, rows), 1.1) }),
  ],
])('with %s its checks fail', (_, of, broken) => {
  now.broken = broken;
  const names = checks.filter(({ name }) => of.test(name)).map(({ name }) => name);
  expect(names).not.toEqual([]);
  expect(failed(of)).toEqual(names);
});

test('with tanh broken nothing fails that has none', () => {
  now.broken = ({ tanh, mul }) => ({ tanh: (x: Tensor) => mul(tanh(x), 1.0001) });
  expect(failed(/descent|heavy|Adam$|SGD|digits|differ/)).toEqual([]);
});

test('with sums that differ from one graph to the next, runs that should agree do not', () => {
  let graphs = 0;
  now.broken = ({ add, mul }) => ({ add: (a, b) => mul(add(a, b), 1 + 1e-6 * ++graphs) });
  expect(failed(/that differ .*run|resume/)).toEqual(
    checks.filter(({ name }) => /weights that differ/.test(name)).map(({ name }) => name),
  );
});

test('a check that throws, and one that gives NaN, fails', () => {
  const of = { name: 'a', against: 'b', bounds: { single: 1 } };
  const thrown = {
    ...of,
    error: () => {
      throw new Error('no memory');
    },
  };
  const [one, two] = [...selftest(['single'], [thrown, { ...of, error: () => Number.NaN }])];
  expect(one).toMatchObject({ passed: false, error: null, reason: 'no memory' });
  expect(two).toMatchObject({ passed: false, error: null });
});
