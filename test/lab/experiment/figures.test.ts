import { expect, test } from 'vitest';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { base, errorOf } from '../../support/experiment-error.ts';

const withFigures = (entry: string) => `${base}figures:\n  - ${entry}\n`;

test('figures are read with the keys of flowlab figure', () => {
  const text = withFigures(
    `{ figure: [hessian-trace, loss-gap], preset: page, width: 80mm, height: 2in, font: 9pt, format: [svg, pdf], dpi: 600, theme: dark, palette: grey, arms: rate <= 0.1, x: log, y: linear, title: none }`,
  );
  const { figures, specs } = parseExperiment(text, 'my', 'my.yaml');
  expect(figures).toEqual([
    {
      figure: ['hessian-trace', 'loss-gap'],
      ...{ preset: 'page', width: '80mm', height: '2in', font: '9pt', format: ['svg', 'pdf'] },
      ...{ dpi: 600, theme: 'dark', palette: 'grey', arms: 'rate <= 0.1' },
      ...{ x: 'log', y: 'linear', title: 'none' },
    },
  ]);
  // What is drawn names no run anew.
  expect(specs).toEqual(parseExperiment(base, 'my', 'my.yaml').specs);
});

test.each([
  [
    '{ figure: trace, widht: 3in }',
    '5:22: unknown key "widht" in figures[0] (did you mean "width"?)',
  ],
  ['{ width: 3 }', '5:14: figures[0].width must be a text, got 3: give a length such as 3.25in'],
  ['{ format: [svg, gif] }', '5:21: unknown format "gif" in figures[0] (known: png, svg, pdf)'],
  ['{ format: [] }', '5:15: figures[0].format is empty: list png, svg or pdf'],
  ['{ dpi: 1 }', '5:12: figures[0].dpi must be ≥ 36, got 1: give 36 to 2400 pixels per inch'],
  [
    '{ figure: [] }',
    '5:15: figures[0].figure is empty: name a figure, such as hessian-trace, or all',
  ],
  [
    '{ arms: rat < 1 }',
    '5:13: figures[0].arms, column 1: nothing is called "rat" (did you mean "rate"?)',
  ],
  [
    '{ arms: seed < 1 }',
    '5:13: figures[0].arms, column 1: "seed" is of a single run, and arms are picked by the keys of the grid',
  ],
  ['{ arms: norm(theta) < 1 }', '5:13: figures[0].arms, column 6: nothing is called "theta"'],
  [
    'trace',
    '5:5: figures[0] must be a mapping, got "trace": write a figure, such as { figure: hessian-trace, width: 3.25in }',
  ],
])('%s is one clear line', (entry, line) => {
  expect(errorOf(withFigures(entry))).toContain(line);
});

test('no list, or an empty one, is one clear line', () => {
  expect(errorOf(`${base}figures: hessian-trace\n`)).toBe(
    '4:10: figures must be a list, got "hessian-trace": list figures, such as - { figure: hessian-trace, width: 3.25in, format: pdf }',
  );
  expect(errorOf(`${base}figures: []\n`)).toContain('figures is empty');
});
