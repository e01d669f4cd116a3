import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Rates, Trial } from './rates.ts';
import { trials } from './trials.ts';

/** The rates of every trial at every size, in the order of `trials`, worked out in so many processes. */
export async function simulate(repeats: number, processes: number): Promise<readonly Rates[][]> {
  const parts = await Promise.all(
    Array.from({ length: processes }, (_, part) => inProcess(repeats, part, processes)),
  );
  const found = new Map(parts.flat().map((one) => [one.task, one.rates]));
  let task = 0;
  return trials.map(({ sizes }) => sizes.flatMap(() => found.get(task++)!));
}

/** A trial at one of its sizes; tasks are numbered in the order of `trials` and of their sizes. */
export const tasks = trials.flatMap((trial: Trial) => trial.sizes.map((size) => ({ trial, size })));

/** What the worker prints for each of its tasks, one JSON a line. */
export interface Line {
  readonly task: number;
  readonly rates: readonly Rates[];
}

function inProcess(repeats: number, part: number, parts: number): Promise<Line[]> {
  const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
  const args = ['--import', 'tsx', worker, ...[repeats, part, parts].map(String)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`the simulation ended with ${code}`));
      else
        resolve(
          text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as Line),
        );
    });
  });
}
