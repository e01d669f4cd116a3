// Simulates every task whose number leaves a given remainder: `worker.ts <repeats> <part> <parts>`.
import { ratesOf } from './rates.ts';
import { type Line, tasks } from './simulate.ts';

const [repeats, part, parts] = process.argv.slice(2).map(Number);
for (const [task, { trial, size }] of tasks.entries()) {
  if (task % parts! !== part) continue;
  const line: Line = { task, rates: ratesOf(trial, size, repeats!) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
