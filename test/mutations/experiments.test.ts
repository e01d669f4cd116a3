import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseExperiment } from '../../src/lab/experiment/read.ts';
import { unknownFigure } from '../../src/report/figures/planned.ts';
import { forecastsOf } from '../../src/report/predictions/forecasts.ts';
import { holds } from '../support/mutations/held.ts';
import { textMutation } from '../support/mutations/texts.ts';
import { treeMutation } from '../support/mutations/trees.ts';

const folder = fileURLToPath(new URL('../../experiments/', import.meta.url));
const { count, seed } = inject('mutations');

/** Experiment files of every form: those that come with the lab. */
const files = ['.', 'theory'].flatMap((sub) =>
  readdirSync(`${folder}${sub}`)
    .filter((name) => name.endsWith('.yaml') && name !== 'not-testable.yaml')
    .sort()
    .map((name) => readFileSync(`${folder}${sub}/${name}`, 'utf8')),
);

/** As `flowlab run --dry-run` reads it. */
function dryRun(text: string): void {
  const experiment = parseExperiment(text, 'mutated', `${folder}theory/mutated.yaml`);
  unknownFigure(experiment);
  forecastsOf(experiment, []);
}

test('there are files of every form', () => expect(files.length).toBeGreaterThan(70));

const text = fc.constantFrom(...files);

test('a text that was changed is read or refused', { timeout: 3 * 3_600_000 }, () =>
  holds(
    fc.tuple(text, textMutation).map(([one, mutate]) => mutate(one)),
    { runs: count, seed },
    dryRun,
  ),
);

test('data that were changed are read or refused', { timeout: 3 * 3_600_000 }, () =>
  holds(
    fc.tuple(text, treeMutation).map(([one, mutate]) => stringify(mutate(parse(one)))),
    { runs: count, seed },
    dryRun,
  ),
);
