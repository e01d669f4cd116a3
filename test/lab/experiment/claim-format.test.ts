import { describe, expect, test } from 'vitest';
import { experimentSchema } from '../../../src/lab/experiment/format.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { runId } from '../../../src/lab/experiment/run-id.ts';
import { base, errorOf } from '../../support/experiment-error.ts';

const predicting = `${base}expect:
  - { id: flat, value: { of: trace }, in: "< 10" }
  - { id: seen, value: { of: trace }, in: any }
`;

const about = `sentence: { text: Gradient flow vs gradient descent, section: Convergence, words: the loss falls }
formula: "\\\\dot\\\\theta = -\\\\nabla L"
cost: { quick: 0.3, default: 2 }
limits: Small networks alone.
`;

describe('what a file says of itself as a claim', () => {
  test('is in the experiment, and changes no run', () => {
    const read = (text: string) => parseExperiment(text, 'my', 'my.yaml');
    const plain = read(predicting);
    const claim = read(
      `${predicting}${about}control: { id: big, set: { methods.0.rate: 0.5 }, expect: { flat: refuted } }
budgets: { quick: { seeds: 2 } }
`,
    );
    expect(claim).toMatchObject({
      sentence: {
        text: 'Gradient flow vs gradient descent',
        section: 'Convergence',
        words: 'the loss falls',
      },
      formula: '\\dot\\theta = -\\nabla L',
      cost: { quick: 0.3, default: 2 },
      limits: 'Small networks alone.',
      budgets: ['quick'],
    });
    expect(claim.specs.map((spec) => runId(spec, '', ''))).toEqual(
      plain.specs.map((spec) => runId(spec, '', '')),
    );
  });

  test('is in the JSON Schema', () => {
    expect(experimentSchema()).toMatchObject({
      properties: {
        sentence: { required: ['text', 'words'], additionalProperties: false },
        budgets: { additionalProperties: false, properties: { quick: {}, long: {} } },
        cost: { additionalProperties: false },
        control: {},
        limits: { type: 'string' },
      },
    });
  });

  const words = (n: number) =>
    `sentence: { text: T, words: "${Array.from({ length: n }, (_, i) => `w${i}`).join(' ')}" }\n`;

  test('quotes at most twenty words', () => {
    expect(errorOf(base + words(20))).toBe('no error');
    expect(errorOf(base + words(21))).toBe(
      '4:29: sentence.words has 21 words: quote at most 20 of them',
    );
  });

  test.each([
    ['sentence: flow', /^4:11: sentence must be a mapping, got "flow": write \{ text: …/],
    ['cost: { quick: 0 }', /^4:16: cost.quick must be > 0, got 0: give minutes on two cores/],
    ['cost: { quik: 1 }', /unknown key "quik" in cost \(did you mean "quick"\?\)/],
    ['budgets: { qick: { seeds: 2 } }', /unknown key "qick" in budgets \(did you mean "quick"\?\)/],
    ['budgets: { default: { seeds: 2 } }', /unknown key "default" in budgets .*known: quick, long/],
    [
      'budgets: { quick: { claim: flat } }',
      /budgets.quick cannot change "claim": it stays the same in every budget/,
    ],
    ['limits: ""', /limits is empty/],
  ])('%s is refused', (line, message) => {
    expect(errorOf(`${base}${line}\n`)).toMatch(message);
  });
});

describe('a control', () => {
  test.each([
    [
      '{ set: { seeds: 1 }, expect: { falt: refuted } }',
      /^7:41: no statement of expect is called "falt" \(did you mean "flat"\?\)$/,
    ],
    [
      '{ set: { seeds: 1 }, expect: { other: refuted } }',
      /no statement of expect is called "other"; there are flat, seen$/,
    ],
    [
      '{ set: { seeds: 1 }, expect: { seen: refuted } }',
      /the statement "seen" has in: any and predicts nothing/,
    ],
    [
      '{ set: { seeds: 1 }, expect: { flat: refute } }',
      /unknown outcome "refute" in control.expect \(did you mean "refuted"\?\)/,
    ],
    ['{ set: { seeds: 1 }, expect: {} }', /control.expect is empty: say what becomes of which/],
    ['{ set: { seeds: 1 } }', /control.expect is missing: say what becomes of which/],
    [
      '{ expect: { flat: refuted } }',
      /control changes nothing: give set, arms, let, where or match$/,
    ],
    [
      '{ set: { expect.0.in: any }, expect: { flat: refuted } }',
      /control.set cannot change "expect.0.in": it stays the same in every control/,
    ],
    [
      '{ set: { arms.a.rate: 1 }, expect: { flat: refuted } }',
      /control.set cannot change "arms.a.rate": write arms: beside set:/,
    ],
    ['{ sett: { seeds: 1 }, expect: { flat: refuted } }', /unknown key "sett" in control/],
    ['big', /control must be a mapping, got "big"/],
  ])('%s is refused', (control, message) => {
    expect(errorOf(`${predicting}control: ${control}\n`)).toMatch(message);
  });

  test('of a list is named by its place', () => {
    const good = '{ set: { seeds: 1 }, expect: { flat: refuted } }';
    const bad = '{ expect: { flat: refuted } }';
    expect(errorOf(`${predicting}control: [${good}, ${bad}]\n`)).toMatch(
      /control\[1\] changes nothing/,
    );
  });
});
