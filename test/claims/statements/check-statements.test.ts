import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCondition, rowsWhere } from '../../../src/claims/condition.ts';
import type { Names } from '../../../src/claims/expression/names.ts';
import { judgeClaim } from '../../../src/claims/judging/claim.ts';
import { quantityText } from '../../../src/claims/judging/quantity-text.ts';
import { checkStatements } from '../../../src/claims/statements/check-statements.ts';
import { kinds } from '../../../src/claims/statements/kinds.ts';
import { namesIn } from '../../../src/claims/statements/names-in.ts';
import { predictionText } from '../../../src/claims/statements/prediction-text.ts';
import { judged, namesOf, row } from '../../support/claims-table.ts';

const names: Names = {
  axes: { method: ['gradient-descent', 'sgd'], rate: [0.1, 0.2], batch: [4, 256] },
  scalars: ['trace', 'trainLoss'],
  series: ['sharpness'],
  facts: ['params', 'time', 'steps'],
  seeds: 5,
};

const check = (yaml: string) => checkStatements(parse(yaml) as object, names);

const issuesOf = (yaml: string) =>
  check(yaml).issues.map(
    ({ path, message, within }) =>
      `${path.join('.')}${within === undefined ? '' : ` ${within.line}:${within.column}`}: ${message}`,
  );

const one = (rest: string) => `expect:\n  - { id: a, ${rest} }\n`;

test('a name of let is called by its words in sentences, and predicts the same without them', () => {
  const of = (own: string) =>
    check(`let: { a: ${own} }\n${one('value: { of: a }, in: "> 2"')}`).expectations!.statements[0]!;
  const plain = of('2*trace');
  const said = of('{ is: 2*trace, words: twice the trace }');
  expect(quantityText(plain)).toBe('a');
  expect(quantityText(said)).toBe('twice the trace');
  expect(predictionText(said)).toBe(predictionText(plain));
});

describe('checkStatements', () => {
  test('reads every kind', () => {
    const { expectations, issues } = check(`
arms: { small: { method: sgd, batch: 4 }, half: { rate: rate/2 } }
let: { edge: crossing(sharpness > 2/rate), scale: rate/batch }
match: loss
claim: b and (c or not d)
expect:
  - { id: a, value: { of: "tail(sharpness, 0.4)*rate/2" }, when: edge < 0.6*end, in: [0.97, 1.05] }
  - { id: b, ratio: { of: trace, from: small, to: { batch: 256 } }, in: "< 0.9", pair: none }
  - { id: c, difference: { of: trace, from: small, to: half }, in: "within 5% of 2", level: 0.9 }
  - { id: d, slope: { of: trace, over: batch, bend: 5%, scale: [log, linear] }, floor: 1e-6, in: any }
  - { id: e, order: { of: trace, over: batch, goes: rises, by: 20% }, where: method = sgd }
  - { id: f, equal: { of: trace, from: small, to: { batch: 256 }, within: 0.1 } }
  - { id: g, equal: { of: trace, to: 2/rate, within: 5% } }
  - { id: h, collapse: { of: trace, over: scale, within: 10% }, match: none }
  - { id: i, share: { of: "sharpness > 2/rate", per: step, before: edge }, in: "< 0.1" }
  - { id: j, correlation: { of: trace, with: trainLoss }, units: seeds, in: "> 0.3" }
  - { id: k, shape: { of: trace, is: 2/rate, within: 5% } }
`);
    expect(issues).toEqual([]);
    expect(new Set(expectations!.statements.map(({ kind }) => kind))).toEqual(
      new Set(Object.keys(kinds)),
    );
    expect([...namesIn(expectations!.statements.slice(0, 1))].sort()).toEqual([
      'edge',
      'end',
      'rate',
      'sharpness',
      'trainLoss',
    ]);
    expect(namesIn(expectations!.statements.slice(2, 3))).toContain('rate');
  });

  test.each([
    [
      one('value: { of: tracee }, in: "< 1"'),
      'expect.0.value.of 1:1: nothing is called "tracee" (did you mean "trace"?)',
    ],
    [
      one('value: { of: tail(sharpness, 0.4)*rate }, in: "< 1"'),
      'expect.0.value.0.4)*rate: quote the expression that ends in "0.4)*rate", since it has a comma in it',
    ],
    [
      one('value: { of: trace }'),
      'expect.0.in: no range is predicted; write [a, b], "< x", "> x", "within 5% of <formula>" or any',
    ],
    [
      one('value: { of: trace }, in: [2, 1]'),
      'expect.0.in: the range [2, 1] is empty; its first end must be below its second',
    ],
    [
      one('value: { of: trace }, in: "< 2/rate"'),
      'expect.0.in: the edge "2/rate" varies from run to run; divide the quantity by it, and predict a number',
    ],
    [
      one('ratio: { of: trace, from: { bach: 4 }, to: { batch: 256 } }, in: "< 1"'),
      'expect.0.ratio.from.bach: the grid has no axis "bach" (did you mean "batch"?)',
    ],
    [
      one('ratio: { of: trace, from: { batch: 5 }, to: { batch: 256 } }, in: "< 1"'),
      'expect.0.ratio.from.batch: the grid has no batch = 5; it has 4, 256',
    ],
    [
      one('ratio: { of: trace, from: { rate: rate/2 }, to: { batch: 256 } }, in: "< 1"'),
      'expect.0.ratio.from: "rate = rate/2" depends on the run judged; only to: can',
    ],
    [
      one('ratio: { of: trace, from: small, to: { batch: 256 } }, in: "< 1"'),
      'expect.0.ratio.from: no arm is called "small"; write its axes, or name it in arms:',
    ],
    [
      one('order: { of: trace, over: batch, goes: up, by: 2 }'),
      'expect.0.order.goes: "up" is not known; write rises or falls',
    ],
    [
      one('shape: { of: trace, is: 2, within: 5% }, in: "< 1"'),
      'expect.0.in: this kind has its own margin; leave in: out',
    ],
    [
      one('shape: { of: trace, is: 2, within: about }'),
      'expect.0.shape.within: "about" is no margin; write a share as 5%, or a number as 0.01',
    ],
    [
      one('share: { of: trace > 1, per: run }, in: "> 0.9"'),
      'expect.0.in: 5 seeds can never show such a share; 35 would do',
    ],
    [
      one('value: { of: trace }, in: any, where: method = sgdd'),
      'expect.0.where 1:10: method is never "sgdd" (did you mean "sgd"?)',
    ],
    [
      one('value: { of: trace }, in: any, level: 5'),
      'expect.0.level: the level 5 is not in [0.5, 1); write how often the interval holds the truth, as 0.95',
    ],
    [
      one('valeu: { of: trace }, in: any'),
      'expect.0.valeu: unknown key "valeu" (did you mean "value"?)',
    ],
    [
      'expect:\n  - { value: { of: trace }, in: any }',
      'expect.0.id: missing; give the statement a name of its own',
    ],
    ['expect: 3', 'expect: 3 is no list of statements'],
    ['let: { a: b, b: a }', 'let.a: "a" is explained by itself'],
    [
      'let: { a: { is: trace } }',
      'let.a: {"is":"trace"} is no expression with its words; write { is: an expression, words: what it is called }',
    ],
    [
      'let: { a: { is: treace, words: the trace } }',
      'let.a.is 1:1: nothing is called "treace" (did you mean "trace"?)',
    ],
    [
      'match: lost',
      'match: "lost" is no match; write loss, time, steps, epochs, none, or { loss: 2% }',
    ],
    [
      `${one('value: { of: trace }, in: any')}claim: a and b`,
      'claim 1:7: nothing is called "b" (did you mean "a"?)',
    ],
    [
      'expect:\n  - { id: a, value: { of: trace }, in: any }\n  - { id: a, value: { of: trace }, in: any }',
      'expect: two statements are called "a"',
    ],
  ])('says of %j what is wrong', (yaml, issue) => {
    expect(issuesOf(yaml)).toContain(issue);
  });

  test('never throws, whatever stands there', () => {
    for (const expect1 of [
      null,
      'x',
      [null],
      [[]],
      [{ value: null }],
      [{ id: 3, value: { of: [] }, in: {} }],
      [{ id: 'a', ratio: { from: [], to: 7 } }],
    ])
      expect(
        checkStatements(
          { expect: expect1, arms: 3, let: [], match: 5, claim: {}, across: 'x' },
          names,
        ).issues.length,
      ).toBeGreaterThan(0);
  });
});

describe('predictionText', () => {
  const text = (yaml: string) => predictionText(check(yaml).expectations!.statements[0]!);

  test('changes with what is predicted, and with nothing else', () => {
    const arms = 'arms: { small: { batch: 4 }, other: { batch: 256 } }\n';
    const ratio = 'ratio: { of: trace, from: small, to: { batch: 256 } }';
    const base = text(arms + one(`${ratio}, in: "< 0.9"`));
    expect(text(arms + one(`says: Flatter, ${ratio}, because: so, in: "< 0.9"`))).toBe(base);
    expect(
      text(arms.replace('{ batch: 256 }', '{ batch: 4 }') + one(`${ratio}, in: "< 0.9"`)),
    ).toBe(base);
    expect(text(arms + one(`${ratio}, in: "< 0.8"`))).not.toBe(base);
    expect(text(arms.replace('4', '256') + one(`${ratio}, in: "< 0.9"`))).not.toBe(base);
    expect(text(arms + one(`${ratio}, in: "< 0.9", level: 0.9`))).not.toBe(base);
  });
});

describe('a condition on runs', () => {
  const rows = [
    row({ axes: { method: 'sgd', rate: 0.1, batch: 4 } }),
    row({ axes: { method: 'gradient-descent', rate: 0.2 } }),
    row({ axes: { method: 'gradient-flow' } }),
  ];

  test.each([
    ['method = sgd or rate > 0.15', [0, 1]],
    ['batch <= 4', [0]],
    ['not (batch <= 4)', []],
    ['method != gradient-flow and ending = completed', [0, 1]],
  ])('%s', (text, places) => {
    const { condition, issues } = readCondition(text, namesOf(rows));
    expect(issues).toEqual([]);
    expect(rowsWhere(condition!, { rows })).toEqual(places.map((i) => rows[i]));
  });

  test('with a mistake has its place', () => {
    expect(readCondition('metod = sgd', namesOf(rows)).issues).toEqual([
      { message: 'nothing is called "metod" (did you mean "method"?)', line: 1, column: 1 },
    ]);
  });
});

describe('judgeClaim', () => {
  const rows = [1, 2, 3, 4, 5].flatMap((seed) =>
    [4, 256].map((batch) => row({ axes: { batch }, seed, scalars: { trace: batch + 0.1 * seed } })),
  );
  const verdicts = judged(
    {
      expect: [
        { id: 'yes', value: { of: 'trace' }, where: 'batch = 4', in: '< 5' },
        { id: 'no', value: { of: 'trace' }, where: 'batch = 4', in: '> 5' },
        { id: 'open', value: { of: 'trace' }, where: 'batch = 4', in: '> 4.3' },
      ],
    },
    rows,
  );

  test.each([
    ['yes', 'supported'],
    ['no', 'refuted'],
    ['yes and no', 'refuted'],
    ['yes or no', 'supported'],
    ['not no and yes', 'supported'],
    ['open and no', 'refuted'],
    ['open or yes', 'supported'],
    ['open and yes', 'inconclusive'],
    ['open or no', 'inconclusive'],
  ])('%s is %s', (text, outcome) => {
    const ids = {
      axes: { yes: [true], no: [true], open: [true] },
      scalars: [],
      series: [],
      facts: [],
    };
    expect(judgeClaim(readCondition(text, ids).condition, verdicts)).toBe(outcome);
  });

  test('over all statements is refuted by one of them', () => {
    expect(judgeClaim(undefined, verdicts)).toBe('refuted');
  });
});
