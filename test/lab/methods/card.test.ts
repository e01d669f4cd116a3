import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { methodCard, methodEntry, methodOf, methods } from '../../../src/lab/methods/registry.ts';
import { edgeValue } from '../../../src/lab/spec/edge.ts';
import { quadratic } from '../../../src/problems/toys/quadratic.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { endOf } from '../../support/small-training.ts';
import { specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const specOf = (entry: string) => specsOf(`methods: [${entry}]\nseeds: 1`)[0]!.method;
const cardOf = (entry: string) => methodCard(specOf(entry));

describe('the card of a method', () => {
  test.each([
    ['{ method: gradient-descent, rate: 0.1 }', 'GD', 'descent', 20],
    ['{ method: sgd, rate: 0.1, batch: 4 }', 'SGD', 'stochastic', 20],
    ['{ method: heavy-ball, rate: 0.1, momentum: 0.5 }', 'heavy ball', 'other', 30],
    ['{ method: nesterov, rate: 0.1, momentum: 0.5 }', 'Nesterov', 'other', 15],
    ['{ method: heavy-ball, rate: 0.1, batch: 4 }', 'heavy ball', 'other', undefined],
    ['{ method: gradient-descent, rate: 0.1, gradientNoise: 1 }', 'GD', 'other', undefined],
    ['{ method: sgd, rate: 0.1, batch: 4, average: 2 }', 'SGD', 'other', undefined],
    ['{ method: adam, rate: 0.1 }', 'Adam', 'other', 380],
    ['{ method: rmsprop, rate: 0.1 }', 'RMSProp', 'other', 20],
    ['{ method: gradient-flow }', 'gradient flow', 'flow', undefined],
    ['{ method: modified-flow, rate: 0.1 }', 'modified flow', 'other', undefined],
  ])('of %s says %s, %s and %j', (entry, title, family, edge) => {
    expect(cardOf(entry)).toMatchObject({ title, family });
    const own = cardOf(entry).edge;
    expect(own && edgeValue(own)).toEqual(
      edge === undefined ? undefined : expect.closeTo(edge, 12),
    );
  });

  test('has its place in the list', () => {
    const first = cardOf('{ method: gradient-descent, rate: 0.1 }');
    const flow = cardOf('{ method: gradient-flow }');
    expect(first.order).toBe(0);
    expect(methods[flow.order]!.name).toBe('gradient-flow');
  });

  test('is plain JSON', () => {
    const card = cardOf('{ method: adam, rate: 0.1 }');
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
    expect(Object.keys(card)).toEqual(['title', 'family', 'edge', 'order']);
  });
});

test.each([
  '{ method: gradient-descent, rate: 0.1 }',
  '{ method: gradient-descent, rate: 0.1, delay: { kind: fixed, steps: 2 } }',
  '{ method: heavy-ball, rate: 0.1, momentum: 0.8 }',
  '{ method: nesterov, rate: 0.1, momentum: 0.8 }',
])('%s is stable on a quadratic below its edge, and not above', (entry) => {
  const spec = specOf(entry);
  const edge = edgeValue(methodCard(spec).edge!);
  const distance = (lambda: number) => {
    const { objective, dispose } = quadratic([lambda]);
    const method = methodOf(spec).build({
      ...{ objective, random: rng(1) },
      readArrays: (path) => {
        throw new Error(`reads ${path}`);
      },
    });
    const [theta] = endOf(method, objective, Float64Array.of(1), { steps: 2000 });
    dispose();
    return Math.abs(theta!);
  };
  expect(distance(0.99 * edge)).toBeLessThan(0.1);
  expect(distance(1.01 * edge)).toBeGreaterThan(10);
});

test('a method that is not in the list is refused by its name', () => {
  expect(() => methodEntry('newton' as never)).toThrow('no method is named newton');
});
