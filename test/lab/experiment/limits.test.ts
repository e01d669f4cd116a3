import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { experimentFormat } from '../../../src/lab/experiment/format.ts';
import { gridIssues } from '../../../src/lab/experiment/issues/grid-issues.ts';
import { parseExperiment, readExperiment } from '../../../src/lab/experiment/read.ts';
import { base, errorOf, method } from '../../support/experiment-error.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const numbers = (n: number, of = (i: number) => i + 1) =>
  `[${Array.from({ length: n }, (_, i) => of(i)).join(', ')}]`;
const letters = (n: number) => 'x'.repeat(n);

/** Each anchor stands for ten of the one before. */
const laughs = (depth: number) =>
  Array.from({ length: depth }, (_, i) =>
    i === 0
      ? 'a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'
      : `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
  ).join('\n');

describe('a grid', () => {
  test('of 100,000 runs is allowed, and one of one run more is counted, not expanded', () => {
    const axes = (last: number) =>
      method(
        `{ method: gradient-descent, rate: ${numbers(100)}, targetNoise: ${numbers(10)} }\nseeds: ${last}`,
      );
    expect(gridIssues(experimentFormat.parse(parse(axes(100))))).toEqual([]);
    expect(errorOf(axes(101))).toBe(
      '1:1: the grid has 101,000 runs (methods 1,000 × seeds 101), and at most 100,000 are allowed: give fewer values, or several files',
    );
  });

  test('of 10¹⁵ runs is refused at once', () => {
    const keys = ['rate', 'labelFlips', 'targetNoise', 'gradientNoise', 'batch'].map(
      (key) => `${key}: ${numbers(1000, (i) => (key === 'labelFlips' ? i / 2000 : i + 1))}`,
    );
    expect(errorOf(method(`{ method: sgd, ${keys.join(', ')} }`))).toMatch(
      /the grid has 3,000,000,000,000,000 runs/,
    );
  });

  test('is counted with toy problems, networks, losses, precisions, starts and noises', () => {
    const text = [
      'data: [{ name: glyphs, train: [100, 200] }, { name: quadratic, eigenvalues: [[1], [2], [3]] }]',
      'network: [{ kind: mlp, hidden: [[4], [8], [16]] }, linear]',
      'loss: [squared-error, cross-entropy]',
      'precision: [single, double]',
      'noises: 10000',
      method(`{ method: sgd, rate: ${numbers(2)}, batch: 4 }`),
    ].join('\n');
    // (2 × 4 × 2 + 3) × 2 × 2 × 3 × 10,000
    expect(errorOf(text)).toMatch(
      /the grid has 2,280,000 runs \(data 19 × precision 2 × methods 2 × seeds 3 × noises 10,000\)/,
    );
  });

  test('of controls counts, too', () => {
    const control = `control:\n${Array.from({ length: 11 }, (_, i) => `  - { set: { seeds: 10000, loss: ${i} }, expect: { flat: refuted } }`).join('\n')}`;
    const text = `${base}loss: squared-error\nexpect: [{ id: flat, value: { of: trace }, in: "< 10" }]\n`;
    expect(errorOf(`${text}${control.replaceAll(/loss: \d+/g, 'stop.steps: 9')}`)).toMatch(
      /^\d+:5: the controls up to this one have 110,000 runs, and at most 100,000 are allowed/,
    );
  });
});

describe('aliases', () => {
  test('stand for what they name', () => {
    expect(errorOf(`${base}data: { name: glyphs, train: &n 100, test: *n }`)).toBe('no error');
  });

  test('of aliases of aliases are refused before they are written out', () => {
    expect(errorOf(`${base}${laughs(12)}`)).toMatch(
      /^\d+:\d+: not valid YAML: the aliases up to here stand for more than 10,000 values: write out what is meant$/,
    );
    expect(
      errorOf(base, [
        `data=[${laughs(12)
          .replaceAll('\n', ', ')
          .replaceAll(/(a\d+): /g, '$1: ')}]`,
      ]),
    ).toMatch(/more than 10,000 values/);
  });

  test('that stand for what they are part of are refused', () => {
    expect(errorOf(`${base}expect: &x [*x]`)).toBe(
      '4:13: not valid YAML: the alias *x is part of what it stands for: write it out',
    );
  });
});

describe('unknown keys', () => {
  const many = (n: number) => Array.from({ length: n }, (_, i) => `key${i}: 1`);

  test('by the thousand are one line that names the first and counts the others', () => {
    expect(errorOf(`${base}${many(20_000).join('\n')}`)).toMatch(
      /^4:1: unknown keys "key0", "key1", "key2" and 19997 more \(known: title, question, /,
    );
  });

  test('of a statement, too', () => {
    const statement = `{ id: a, value: { of: trace }, in: "< 1", ${many(50).join(', ')} }`;
    expect(errorOf(`${base}expect: [${statement}]`)).toMatch(
      /unknown keys "key0", "key1", "key2" and 47 more; the keys are id, says/,
    );
  });

  test('that stand twice are found among many', () => {
    expect(errorOf(`${base}${many(3000).join('\n')}\nkey7: 2`)).toBe(
      '3004:1: not valid YAML: Map keys must be unique',
    );
  });
});

describe('names of more than 200 characters', () => {
  const statement = (id: string) => `expect: [{ id: ${id}, value: { of: trace }, in: "< 1" }]`;

  test('of an experiment', async () => {
    const error = await complaint(() => parseExperiment(base, letters(201), 'long.yaml'));
    expect(error).toMatch(
      /^long.yaml: the experiment is named by its file, .* at most 200 bytes: give the file a shorter name$/,
    );
    expect(parseExperiment(base, letters(200), 'long.yaml').id).toHaveLength(200);
    // What counts is what the file system counts.
    await complaint(() => parseExperiment(base, '字'.repeat(70), 'long.yaml'));
  });

  test.each([
    ['of a statement', statement(letters(201))],
    ['of an arm', `${statement('a')}\narms: { ${letters(201)}: { rate: 0.1 } }`],
    ['of an expression', `${statement('a')}\nlet: { ${letters(201)}: trace }`],
  ])('%s', (_, text) => {
    expect(errorOf(`${base}${text}`)).toMatch(
      /"x+… has 201 characters; give a name of at most 200/,
    );
  });

  test('of a control', () => {
    const control = `control: { id: ${letters(201)}, set: { seeds: 1 }, expect: { a: refuted } }`;
    expect(errorOf(`${base}${statement('a')}\n${control}`)).toMatch(
      /control\.id must be ≤ 200, got "x+…: give a shorter name/,
    );
  });
});

describe('absurd numbers', () => {
  test.each([
    ['stop: { steps: 1e300 }', /stop\.steps must be .*got 1e\+300/],
    ['seeds: 1000000000', /seeds must be ≤ 10000, got 1000000000/],
    ['noises: 1000000000', /noises must be ≤ 10000, got 1000000000/],
    [
      'network: { kind: mlp, hidden: [1000000000] }',
      /network\.hidden\[0\] must be ≤ 1000000, got 1000000000/,
    ],
    ['network: { kind: cnn, channels: [1e9] }', /network\.channels\[0\] must be ≤ 1000000/],
    ['data: { name: glyphs, train: 1e12 }', /data\.train must be ≤ 1000000/],
    ['data: { name: springs, walkers: 1e9 }', /data\.walkers must be ≤ 1000000/],
    ['measure: { points: 1e15 }', /measure\.points must be ≤ 1000000/],
    ['measure: { landscape: { points: 100000 } }', /measure\.landscape\.points must be ≤ 1000/],
    ['measure: { gradientHistogram: { bins: 1e9 } }', /bins must be ≤ 1000000/],
  ])('%s', (text, says) => expect(errorOf(`${base}${text}`)).toMatch(says));

  test('a seed that no number holds', () => {
    expect(errorOf(base, [], 1e9)).toMatch(/^--seeds 1000000000: seeds must be ≤ 10000/);
  });
});

describe('expressions', () => {
  const of = (expression: string, lets = '{}') =>
    errorOf(`${base}let: ${lets}\nexpect: [{ id: a, value: { of: "${expression}" }, in: "< 1" }]`);

  test('of a thousand terms are refused', () => {
    expect(of(Array(1001).fill('trace').join('+'))).toMatch(
      /more than 2000 words and signs; name parts in let:/,
    );
  });

  test('that come to a thousand million parts by names of names are refused', () => {
    const lets = Array.from(
      { length: 30 },
      (_, i) => `x${i}: ${i === 0 ? 'trace' : `x${i - 1} + x${i - 1}`}`,
    );
    expect(of('x29', `{ ${lets.join(', ')} }`)).toMatch(
      /has too many parts once the names of let: are written out/,
    );
  });
});

test('a file of more than a megabyte is refused unread', async () => {
  const file = join(scratchFolder(), 'large.yaml');
  writeFileSync(file, '#'.repeat(1_000_001));
  expect(await complaint(() => readExperiment(file))).toMatch(
    /has 1,000,001 bytes, and an experiment file at most 1,000,000/,
  );
});

test('what is quoted in an error is one line, whatever it holds', async () => {
  const error = await complaint(() =>
    parseExperiment(`${base}"a\\nb\\u001b[2J": 1`, 'my', 'my.yaml'),
  );
  expect(error).toContain('unknown key "a\\nb\\u001b[2J"');
});
