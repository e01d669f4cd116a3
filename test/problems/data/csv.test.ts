import { describe, expect, test } from 'vitest';
import { csvSplits } from '../../../src/problems/data/csv-set.ts';
import type { Reading } from '../../../src/problems/data/images.ts';
import { complaint } from '../../support/scratch-folder.ts';

const file = (content: string, path = 'a.csv') => ({
  path,
  bytes: new TextEncoder().encode(content),
});
/** The training split of a file that is also the test file, so that no example is held out. */
const read = (content: string, reading?: Reading) =>
  csvSplits([file(content), file(content)], reading).train;
const lines = (...rows: readonly string[]) => rows.join('\n');

describe('a CSV file', () => {
  const table = { pixels: Float64Array.of(0.5, -1, 1e3, 0), labels: Int32Array.of(3, 1), count: 2 };
  const cases = [
    ['without a header', '3,0.5,-1\n1,1e3,0\n'],
    ['without a last newline', '3,0.5,-1\n1,1e3,0'],
    ['with Windows line ends and empty lines', '3,0.5,-1\r\n\r\n1,1e3,0\r\n\r\n'],
    ['with a header whose label is not first', '1x1,Label,1x2\n0.5,3,-1\n1e3,1,0\n'],
    ['with a header of numbers but for the label', '0,1,label\n0.5,-1,3\n1e3,0,1\n'],
    ['with a header as numpy.savetxt writes it', '# label,a,b\n3,0.5,-1\n1,1e3,0\n'],
    ['with spaces, quotes and a byte-order mark', '\uFEFF"label", "a",b\n 3 ,"0.5", -1\n1,1e3,0'],
  ] as const;
  test.each(cases)('%s gives labels and pixels', (_, content) => {
    expect(read(content)).toEqual(table);
  });

  const names = [
    'label',
    'labels',
    'class',
    'Classes',
    'target',
    'TARGETS',
    'category',
    'y',
    '"Y"',
  ];
  test.each(names)(
    'has its labels in the one column that is named %s, wherever it stands',
    (name) => {
      expect(read(`${name},a,b\n3,0.5,-1\n1,1e3,0\n`)).toEqual(table);
      expect(read(`a,b,${name}\n0.5,-1,3\n1e3,0,1\n`)).toEqual(table);
    },
  );

  test('has its labels in the column that data.columns names, whatever others are named', () => {
    const content = 'a,species,label\n0.5,3,-1\n1e3,1,0\n';
    expect(read(content, { columns: ['species'] })).toEqual(table);
  });

  test('has real-valued targets in the columns that are named, in that order', () => {
    const content = 'a,low,b,high\n1,0.5,2,-7\n3,-1.25,4,8\n';
    expect(read(content, { targets: 'values', columns: ['high', 'low'] })).toEqual({
      pixels: Float64Array.of(1, 2, 3, 4),
      values: Float64Array.of(-7, 0.5, 8, -1.25),
      count: 2,
    });
    expect(read('a,y\n1,0.5\n', { targets: 'values' })).toEqual({
      pixels: Float64Array.of(1),
      values: Float64Array.of(0.5),
      count: 1,
    });
  });

  test('may count its first few rows, each of a class of its own', () => {
    const rows = Array.from({ length: 10 }, (_, i) => `${i},${7 - i}`);
    expect([...read(rows.join('\n')).labels!]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a CSV file that cannot be used is refused with file and line', () => {
  const remedy = /; number the classes 0, 1, 2, .*, or set data\.targets: values for real-valued/;
  const cases = [
    ['a cell that is no number', 'label,a\n1,2\n\n1,x\n', /a\.csv, line 4, column 2: .*: "x"; /],
    ['an empty cell', '1,2,3\n1,,3\n', /line 2, column 2: not a finite number: ""/],
    ['an infinite cell', '1,Infinity\n', /line 1, column 2: not a finite number: "Infinity"/],
    ['a missing cell', 'NaN,1\n', /line 1, column 1: not a finite number: "NaN"/],
    ['a short line', '1,2,3\n1,2\n', /line 2: 2 columns, expected 3 as in the first line/],
    ['a long line', '1,2\n1,2,3\n', /line 2: 3 columns, expected 2/],
    ['one column', '1\n2\n', /line 1: 1 column; give a label and pixels/],
    ['a fractional label', '1,2\n0.5,2\n', /line 2, column 1: invalid label 0.5; number the/],
    ['a fractional label, with the way to read it', 'a,b,y\n1,2,0.5\n', remedy],
    ['a negative label', 'a,label\n1,-1\n', /line 2, column 2: invalid label -1/],
    ['a label that is no class', '10000,2\n', /line 1, column 1: invalid label 10000/],
    ['no line', '', /no examples in a\.csv/],
    ['only a header', 'label,a\n', /no examples in a\.csv/],
  ] as const;
  test.each(cases)('for %s', async (_, content, message) => {
    expect(await complaint(() => read(content))).toMatch(message);
  });
});

describe('columns that are taken for what they are not are refused', () => {
  const values = { targets: 'values' } as const;
  const counted = Array.from({ length: 11 }, (_, i) => `${i},5`).join('\n');
  const cases: readonly (readonly [string, string, Reading, RegExp])[] = [
    [
      'a header without a label',
      lines('a,b,species', '1,2,0', '1,2,1'),
      {},
      /a\.csv has no column that is named like a label \(label, .*\); it has a, b, species: name one in data\.columns, such as \[species\]$/,
    ],
    [
      'a header with two',
      lines('x,class,label', '1,2,0'),
      {},
      /a\.csv has 2 columns that are named like labels: class, label; name one in data\.columns/,
    ],
    [
      'an index as pandas writes it',
      lines(',label,a,b', '0,0,1,2', '1,1,4,3'),
      {},
      /a\.csv, line 1, column 1: the column has no name, like the index that pandas writes; save the table with index=False/,
    ],
    ['the same before numbered columns', lines(',0,1,2', '0,0,1,2'), {}, /column 1: .*no name/],
    [
      'the same in quotes, as R writes it',
      lines('"","label","a"', '1,0,1'),
      {},
      /column 1: .*no name/,
    ],
    ['the same shuffled', lines(',label,a', '17,0,1', '3,1,4'), {}, /column 1: .*no name/],
    [
      'the same read and written again',
      lines('Unnamed: 0,y,a', '0,0,1'),
      {},
      /column 1: .*no name/,
    ],
    ['a comma at the end of a header', lines('label,a,', '0,1,'), {}, /column 3: .*no name/],
    [
      'an index without a header',
      counted,
      {},
      /a\.csv: the first column counts 0 … 10, like the index that pandas writes/,
    ],
    [
      'columns that are only numbered',
      lines('0,1,2,3,4,5,6,7', '1,0,0,3,4,2,9,9'),
      {},
      /a\.csv, line 1 counts 0 … 7, like the names that pandas gives to columns; save it with header=False/,
    ],
    [
      'a column that is not there',
      lines('a,y', '1,0'),
      { columns: ['z'] },
      /no column z; it has a, y/,
    ],
    [
      'a column that is there twice',
      lines('a,z,z', '1,0,1'),
      { columns: ['z'] },
      /has 2 columns z/,
    ],
    ['a column that is named twice', lines('a,z', '1,0'), { columns: ['z', 'z'] }, /names z twice/],
    [
      'several columns of labels',
      lines('a,b,c', '1,0,1'),
      { columns: ['b', 'c'] },
      /data\.columns names 2 columns, but labels stand in one; name one, or set data\.targets: values/,
    ],
    ['names without a header', '1,2\n', { columns: ['a'] }, /no header, but data\.columns needs/],
    ['values without a header', '1,2\n', values, /no header, but data\.targets: values needs/],
    ['values without a name', lines('a,b', '1,0.5'), values, /name one or more in data\.columns/],
    [
      'targets and nothing else',
      lines('a,b', '1,2'),
      { ...values, columns: ['a', 'b'] },
      /no other/,
    ],
  ];
  test.each(cases)('%s', async (_, content, reading, message) => {
    expect(await complaint(() => read(content, reading))).toMatch(message);
  });
});

describe('a test file that differs from the training file is refused', () => {
  const train = lines('label,a,b', '0,1,2', '1,3,4');
  const cases = [
    [
      'without the labels',
      lines('a,b', '1,2'),
      /^test\.csv has no column label, but train\.csv has/,
    ],
    ['without another column', lines('label,a', '0,1'), /^test\.csv has no column b, but train/],
    [
      'with another column',
      lines('label,a,b,c', '0,1,2,3'),
      /^test\.csv has 4 columns, but train\.csv has 3/,
    ],
    [
      'with another order',
      lines('label,b,a', '0,2,1'),
      /^test\.csv: column 2 is b, but in train\.csv it is a; give both the same order$/,
    ],
    ['without a header', '0,1,2\n', /^test\.csv has no header, but train\.csv has one/],
  ] as const;
  test.each(cases)('%s', async (_, content, message) => {
    const files = [file(train, 'train.csv'), file(content, 'test.csv')];
    expect(await complaint(() => csvSplits(files))).toMatch(message);
  });

  test('or is the one that has a header', async () => {
    const files = [file('0,1,2\n', 'train.csv'), file(train, 'test.csv')];
    expect(await complaint(() => csvSplits(files))).toMatch(
      /^train\.csv has no header, but test\.csv/,
    );
  });
});
