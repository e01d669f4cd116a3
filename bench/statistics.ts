/**
 * Writes the tables of docs/statistics.md: `npm run statistics [-- --repeats 4000 --processes 2]`.
 *
 * Simulates experiments whose truth is known, lets the report write its sentences about them, and counts how often
 * these claim what is not there, hold the truth in their intervals, and find what is there. Ends with 1 where they
 * break what the page promises.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { brokenPromises } from '../test/support/statistics/promises.ts';
import { simulate } from '../test/support/statistics/simulate.ts';
import { tablesOf } from './statistics-tables.ts';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '4000' },
    processes: { type: 'string', default: String(cpus().length) },
  },
});
const BEGIN = '<!-- simulated: written by `npm run statistics` -->';
const END = '<!-- end of simulated -->';
const page = new URL('../docs/statistics.md', import.meta.url);

const repeats = Number(values.repeats);
const rates = await simulate(repeats, Number(values.processes));
const tables = tablesOf(rates, repeats);
const text = readFileSync(page, 'utf8');
const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
if (before < 0 || after < before) throw new Error(`docs/statistics.md lacks ${BEGIN} or ${END}`);
writeFileSync(page, `${text.slice(0, before)}${BEGIN}\n\n${tables}\n\n${text.slice(after)}`);
console.log(tables);
for (const [promise, broken] of brokenPromises(rates, repeats)) {
  console.log(`${broken.length === 0 ? 'kept' : 'BROKEN'}: ${promise}`);
  for (const where of broken) console.log(`  ${where}`);
  if (broken.length > 0) process.exitCode = 1;
}
