import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../src/problems/data/csv.ts';
import { complaint } from '../../support/scratch-folder.ts';

const read = (content: string) => parseCsv(new TextEncoder().encode(content), 'a.csv');

describe('a CSV file', () => {
  const table = {
    pixels: Float64Array.of(0.5, -1, 1e3, 0),
    labels: Int32Array.of(3, 1),
    columns: 2,
  };
  const cases = [
    ['without a header', '3,0.5,-1\n1,1e3,0\n'],
    ['without a last newline', '3,0.5,-1\n1,1e3,0'],
    ['with Windows line ends and empty lines', '3,0.5,-1\r\n\r\n1,1e3,0\r\n\r\n'],
    ['with a header whose label is not first', '1x1,Label,1x2\n0.5,3,-1\n1e3,1,0\n'],
    ['with a header of numbers but for the label', '0,1,label\n0.5,-1,3\n1e3,0,1\n'],
    ['with a header that names no label', 'class,a,b\n3,0.5,-1\n1,1e3,0\n'],
    ['with spaces, quotes and a byte-order mark', '\uFEFF"label", "a",b\n 3 ,"0.5", -1\n1,1e3,0'],
  ] as const;
  test.each(cases)('%s gives labels and pixels', (_, content) => {
    expect(read(content)).toEqual(table);
  });
});

describe('a CSV file that cannot be used is refused with file and line', () => {
  const cases = [
    ['a cell that is no number', 'label,a\n1,2\n\n1,x\n', /a\.csv, line 4, column 2: .*: "x"; /],
    ['an empty cell', '1,2,3\n1,,3\n', /line 2, column 2: not a finite number: ""/],
    ['an infinite cell', '1,Infinity\n', /line 1, column 2: not a finite number: "Infinity"/],
    ['a short line', '1,2,3\n1,2\n', /line 2: 2 columns, expected 3 as in the first line/],
    ['a long line', '1,2\n1,2,3\n', /line 2: 3 columns, expected 2/],
    ['one column', '1\n2\n', /line 1: 1 column; give a label and pixels/],
    ['a fractional label', '1,2\n0.5,2\n', /line 2, column 1: invalid label 0.5; number the/],
    ['a negative label', 'a,label\n1,-1\n', /line 2, column 2: invalid label -1/],
    ['a label that is no class', '10000,2\n', /line 1, column 1: invalid label 10000/],
    ['no line', '', /no examples in a\.csv/],
    ['only a header', 'label,a\n', /no examples in a\.csv/],
  ] as const;
  test.each(cases)('for %s', async (_, content, message) => {
    expect(await complaint(() => read(content))).toMatch(message);
  });
});
