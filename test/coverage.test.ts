import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseExperiment } from '../src/lab/experiment/read.ts';
import { methods } from '../src/lab/methods/registry.ts';
import { probeNames, probes } from '../src/lab/probes/registry.ts';
import { scratchFolder } from './support/scratch-folder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const page = readFileSync(join(root, 'docs/coverage.md'), 'utf8');

/** The cells of a row of the page's tables, and the code in them. */
interface Row {
  readonly number: string;
  readonly gives: readonly string[];
  readonly tests: readonly string[];
}

const codeIn = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| *\d+ *\|/.test(line))
  .map((line) => {
    // A bar within code is written \|, as Markdown has it.
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    const [number, , , gives, tests] = cells.map((cell) => cell.trim());
    return { number: number!, gives: codeIn(gives!), tests: codeIn(tests!) };
  });

const lines = rows.flatMap(({ number, gives }) => gives.map((give) => [number, give] as const));
const experiments = lines.filter(([, give]) => give.startsWith('{'));
const commands = lines.filter(([, give]) => give.startsWith('flowlab '));

describe('docs/coverage.md', () => {
  test('numbers its rows from 1, and says of each what gives it and what shows it', () => {
    expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, i) => i + 1));
    expect(rows.length).toBeGreaterThan(69);
    for (const { number, gives, tests } of rows) {
      expect(gives.length, number).toBeGreaterThan(0);
      expect(tests.length, number).toBeGreaterThan(0);
    }
  });

  test('gives nothing but lines of an experiment and commands', () => {
    expect(lines.length).toBe(experiments.length + commands.length);
  });

  const folder = scratchFolder();
  beforeAll(() => {
    // The files of a user's own that lines name.
    writeFileSync(join(folder, 'mine.mjs'), 'export default {};\n');
    writeFileSync(join(folder, 'values.npz'), '');
  });

  test.each(experiments)('row %s: an experiment may have %s', (_, give) => {
    const own = parse(give) as Record<string, unknown>;
    const whole = {
      question: 'Is it read?',
      methods: [{ method: 'gradient-descent', rate: 0.1 }],
      seeds: 3,
      ...own,
    };
    const { specs } = parseExperiment(stringify(whole), 'line', join(folder, 'line.yaml'));
    expect(specs.length).toBeGreaterThan(0);
  });

  test('commands and their options are those of the command line', async () => {
    const program = new Command('flowlab');
    const defined = readdirSync(join(root, 'src/cli')).filter((name) =>
      existsSync(join(root, 'src/cli', name, 'command.ts')),
    );
    for (const name of defined) {
      const found = (await import(`../src/cli/${name}/command.ts`)) as Record<
        string,
        (program: unknown) => unknown
      >;
      for (const [key, define] of Object.entries(found))
        if (key.startsWith('define')) define(program);
    }
    expect(commands.length).toBeGreaterThan(5);
    for (const [number, line] of commands) {
      const words = line.split(' ').slice(1);
      let command: Pick<typeof program, 'commands' | 'options'> | undefined = program;
      while (words.length > 0 && command.commands.length > 0) {
        const word: string = words.shift()!;
        command = command.commands.find((one) => one.name() === word);
        expect(command, `row ${number}: ${word} of ${line}`).toBeDefined();
        if (command === undefined) break;
      }
      for (const word of words.filter((one) => one.startsWith('--')))
        expect(
          command?.options.some(({ long }) => long === word),
          `row ${number}: ${word} of ${line}`,
        ).toBe(true);
    }
  });

  test.each(rows)('row $number: the tests that show it are there', ({ tests }) => {
    for (const file of tests) {
      const text = readFileSync(join(root, 'test', file), 'utf8');
      expect(text).toMatch(/expect|test\(/);
    }
  });

  test('has every method and every probe', () => {
    const asked = probeNames.filter((name) => probes[name].always === undefined);
    const code = lines.map(([, give]) => give).join('\n');
    const missing = [...methods.map(({ name }) => name), ...asked].filter(
      (name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code),
    );
    expect(missing).toEqual([]);
  });
});
