import { describe, expect, test } from 'vitest';
import {
  base,
  count,
  errorOf,
  method,
  methodNames,
  one,
  sizes,
} from '../../support/experiment-error.ts';

const empty: readonly (readonly [text: string, message: string])[] = [
  ['', '1:1: the file is empty: start with question: and methods:'],
  ['question: q', `1:1: methods is missing: ${one}`],
  ['methods: []', `1:10: methods is empty: ${one}`],
  [method('{}'), `2:5: methods[0].method is missing: write ${methodNames}`],
  [
    method('{ method: sgd, rate: 0.1 }'),
    '2:5: methods[0].batch is missing: give a number of examples per batch',
  ],
  [
    method('{ method: gradient-descent, rate: [] }'),
    '2:39: methods[0].rate is empty: give at least one value',
  ],
  [`${base}title: ""`, '4:8: title is empty: give a title, or leave the key out'],
  [`${base}seeds: []`, `4:8: seeds is empty: ${count}`],
  [`${base}network: { hidden: [] }`, `4:20: network.hidden is empty: ${sizes}`],
  [
    `${base}measure:\n  threshold:`,
    '5:3: measure.threshold has no value: write true, false or { width: 0.05, steps: 200 }',
  ],
  [`${base}stop: {}`, '4:7: stop has no rule: give loss, steps, epochs or time'],
  [`${base}stop: { stall: false }`, '4:7: stop has no rule: give loss, steps, epochs or time'],
  [
    `${base}stop:`,
    '4:1: stop has no value: write a mapping, such as { loss: 0.02, steps: 100000 }',
  ],
];

const notYaml: readonly (readonly [text: string, message: string])[] = [
  [
    'a: [1',
    '1:6: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [`${base}seeds: 1\nseeds: 2`, '5:1: not valid YAML: Map keys must be unique'],
  [
    'data: *x',
    '1:7: not valid YAML: Unresolved alias (the anchor must be set before the alias): x',
  ],
  [`${base}data: !foo mnist`, '4:7: not valid YAML: Unresolved tag: !foo'],
];

describe('what is empty, missing or not YAML', () => {
  test.each([...empty, ...notYaml])('%j is refused: %s', (text, message) => {
    expect(errorOf(text)).toBe(message);
  });
});
