import { describe, expect, test } from 'vitest';
import { base, errorOf, keys, method } from '../../support/experiment-error.ts';

const unknown: readonly (readonly [text: string, message: string])[] = [
  [
    `network:\n  kind: mlp\n  hiden: [3]\n${method('{ method: gradient-flow }')}`,
    '3:3: unknown key "hiden" in network (did you mean "hidden"?)',
  ],
  [
    `${base}network: [linear, { hiden: [3] }]`,
    '4:21: unknown key "hiden" in network[1] (did you mean "hidden"?)',
  ],
  [`${base}foo: 1`, `4:1: unknown key "foo" (known: ${keys})`],
  ['metods: []', '1:1: unknown key "metods" (did you mean "methods"?) (and 1 more)'],
  [
    method('{ method: gradient-descent, rate: 0.1, batch: 3 }'),
    '2:44: unknown key "batch" in methods[0] (known: method, rate, schedule, labelFlips, targetNoise, gradientNoise, batchNoise, delay, preconditioner, clip, weightDecay, decay)',
  ],
  [method('{ metod: sgd }'), '2:7: unknown key "metod" in methods[0] (did you mean "method"?)'],
  [method('{ method: sdg }'), '2:15: unknown method "sdg" in methods[0] (did you mean "sgd"?)'],
  [
    method('{ method: sgd, rate: 1, batch: 1, sampling: shuffle }'),
    '2:49: unknown sampling "shuffle" in methods[0] (did you mean "shuffled"?)',
  ],
  [
    method('{ method: gradient-flow, solver: rk5 }'),
    '2:38: unknown solver "rk5" in methods[0] (did you mean "rk4"?)',
  ],
  [
    method('{ method: adam, rate: 1, beta3: 1 }'),
    '2:30: unknown key "beta3" in methods[0] (did you mean "beta1"?)',
  ],
  [
    method('{ method: adma, rate: 1 }'),
    '2:15: unknown method "adma" in methods[0] (did you mean "adam"?)',
  ],
  [
    method('{ method: adam, rate: 1, schedule: { kind: cosin, steps: 3 } }'),
    '2:48: unknown schedule "cosin" in methods[0].schedule (did you mean "cosine"?)',
  ],
  [
    method('{ method: adam, rate: 1, schedule: { kind: cosine, every: 3 } }'),
    '2:56: unknown key "every" in methods[0].schedule (known: kind, steps, final, warmUp) (and 1 more)',
  ],
  [
    method('{ method: adam, rate: 1, schedule: { steps: 3 } }'),
    '2:40: methods[0].schedule.kind is missing: write constant, step-decay, piecewise, cosine, inverse-time',
  ],
  [
    `${base}start: { method: { method: adma }, stop: { loss: 0.1 } }`,
    '4:28: unknown method "adma" in start.method (did you mean "adam"?)',
  ],
  [
    `${base}start: { metod: { method: adam }, stop: { loss: 0.1 } }`,
    '4:10: unknown key "metod" in start (did you mean "method"?) (and 1 more)',
  ],
  [`${base}network: liner`, '4:10: unknown network kind "liner" (did you mean "linear"?)'],
  [
    `${base}network: { kind: [mlp, mpl] }`,
    '4:24: unknown network kind "mpl" in network (did you mean "mlp"?)',
  ],
  [
    `${base}network: { activation: tahn }`,
    '4:24: unknown activation "tahn" in network (did you mean "tanh"?)',
  ],
  [
    `${base}network: { parametrisation: mup }`,
    '4:29: unknown parametrisation "mup" in network (known: standard, ntk, mean-field)',
  ],
  [`${base}data: mnits`, '4:7: unknown dataset "mnits" (did you mean "mnist"?)'],
  [
    `${base}data: { name: fashon-mnist }`,
    '4:15: unknown dataset "fashon-mnist" in data (did you mean "fashion-mnist"?)',
  ],
  [`${base}loss: mse`, '4:7: unknown loss "mse" (known: squared-error, cross-entropy, module)'],
  [
    `${base}measure: { trace: { relativError: 1 } }`,
    '4:21: unknown key "relativError" in measure.trace (did you mean "relativeError"?)',
  ],
];

describe('a key or name that is not known', () => {
  test.each([...unknown])('%j is refused: %s', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });
});
