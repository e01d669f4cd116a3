import { describe, expect, test } from 'vitest';
import { checkExpression } from '../../../src/claims/expression/check.ts';
import type { Names } from '../../../src/claims/expression/names.ts';
import { isIssue, parseExpression } from '../../../src/claims/expression/parse.ts';
import type { Expression } from '../../../src/claims/expression/syntax.ts';

const names: Names = {
  axes: { method: ['sgd', 'gradient-descent'], rate: [0.1, 0.2], linearised: [true, false] },
  scalars: ['trace', 'threshold'],
  series: ['sharpness', 'trainLoss'],
  facts: ['params', 'steps'],
  vectors: ['theta'],
  arrays: ['gradientNorms'],
  references: { curvature: 'number', leastNorm: 'vector' },
  endings: ['completed', 'diverged'],
  noises: 0,
};

const parsed = (text: string): Expression => {
  const found = parseExpression(text);
  if (isIssue(found)) throw new Error(found.message);
  return found;
};

const scope = {
  names,
  arms: ['small'],
  lets: { edge: parsed('crossing(sharpness > 2/rate)'), rises: parsed('rate > 1') },
};

const check = (text: string, wanted: 'number' | 'condition') =>
  checkExpression(parsed(text), scope, wanted).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

const NO_ARRAY =
  'a number is wanted here, and this is an array; make one of it by mean(…), min(…), max(…), sum(…), var(…), sd(…), first(…), last(…)';

describe('checkExpression', () => {
  test.each([
    'tail(sharpness, 0.4)*rate/2',
    'at(sharpness, trainLoss = 0.02)/first(sharpness)',
    'trace[small]*params/reference(curvature)',
    'mean(sharpness, after = edge, before = end) - start',
    'peak(change(trainLoss))/first(trainLoss)',
    'slope(trace, over = rate, scale = log)',
    'min(edge, end)',
    'crossing(ending = diverged, over = rate)',
    'if(method = sgd, 1, 2)*threshold',
    'max(sharpness)/max(rate, 2)',
    'first(abs(sharpness - 1))',
    'max(gradientNorms)/mean(gradientNorms)*rate',
    'sum((2*gradientNorms - gradientNorms[small])^2)/norm(gradientNorms)',
    'sd(mean(gradientNorms, over = rate))',
  ])('accepts the number %s', (text) => {
    expect(check(text, 'number')).toEqual([]);
  });

  test.each([
    'method = sgd and rate <= 0.1',
    'not linearised',
    'rises or edge exists',
    'edge < 0.6*end',
    'ending != diverged',
    'max(sharpness) > 1.9/rate',
  ])('accepts the condition %s', (text) => {
    expect(check(text, 'condition')).toEqual([]);
  });

  test.each([
    ['tracee/2', 'number', '1:1 nothing is called "tracee" (did you mean "trace"?)'],
    ['trace[smal]', 'number', '1:6 no arm is called "smal" (did you mean "small"?)'],
    ['method = sgdd', 'condition', '1:10 method is never "sgdd" (did you mean "sgd"?)'],
    [
      'ending = diverges',
      'condition',
      '1:10 ending is never "diverges" (did you mean "diverged"?)',
    ],
    [
      'gradientNorm',
      'number',
      '1:1 nothing is called "gradientNorm" (did you mean "gradientNorms"?)',
    ],
    ['gradientNorms', 'number', `1:1 ${NO_ARRAY}`],
    ['log(gradientNorms)', 'number', `1:5 ${NO_ARRAY}`],
    ['max(gradientNorms, 2)', 'number', `1:5 ${NO_ARRAY}`],
    [
      '1/gradientNorms',
      'number',
      '1:2 a number and an array have no /; of arrays there are a + b, a - b, 2*a, a/2, a^2 and dot(a, b)',
    ],
    [
      'mean(gradientNorms, after = 2)',
      'number',
      '1:21 an array has no time, and so no after; drop it',
    ],
    [
      'norm(gradientNorms, time = 2)',
      'number',
      '1:21 an array has no time, and so no time; drop it',
    ],
    ['tail(gradientNorms, 0.4)', 'number', `1:6 ${NO_ARRAY}`],
    ['tial(sharpness, 0.4)', 'number', '1:1 no function is called "tial" (did you mean "tail"?)'],
    ['tail(sharpness)', 'number', '1:1 tail(…) takes 2 arguments, not 1'],
    [
      'mean(sharpness, afer = 2)',
      'number',
      '1:17 mean(…) has no argument "afer" (did you mean "after"?)',
    ],
    ['at(sharpness, tme = 2)', 'number', '1:15 at(…) has no argument "tme" (did you mean "time"?)'],
    [
      'at(sharpness)',
      'number',
      '1:1 at(…) takes one place: time = 20, step = 100 or a series, as in trainLoss = 0.1',
    ],
    [
      'trace-threshold',
      'number',
      '1:1 "trace-threshold" is one name; write trace - threshold for a difference',
    ],
    [
      'last(trace)',
      'number',
      '1:6 last(…) wants a series, and this is one number a run; ask for it along the run',
    ],
    ['last', 'number', '1:1 "last" is a function; write last(…)'],
    ['trace > 2', 'number', '1:7 a number is wanted here, and this is a condition'],
    ['trace', 'condition', '1:1 a condition is wanted here, and this is a number'],
    ['1 + rises', 'number', '1:5 a number is wanted here, and this is a condition'],
    ['method*2', 'number', '1:1 a number is wanted here, and this is a word'],
    [
      'reference(curvatur)',
      'number',
      '1:1 the problem publishes no "curvatur" (did you mean "curvature"?)',
    ],
    ['slope(trace, over = rate, scale = cubic)', 'number', '1:27 scale is log or linear'],
    [
      'mean(trace, over = noise)',
      'number',
      '1:13 every seed has one noise here; write noises: 24 in the file',
    ],
    ['trace +\n  [1, 2]', 'number', '2:3 a number is wanted here, and this is a word'],
    ['constructor', 'number', '1:1 nothing is called "constructor"'],
  ] as const)('says of %j what is wrong and where', (text, wanted, message) => {
    expect(check(text, wanted)).toEqual([message]);
  });
});
