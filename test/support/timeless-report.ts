import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** The files of a report, without the times that runs took: the last column of results.csv, and the sentence on costs. */
function timeless(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names
      // The ledger has the hashes of the others.
      .filter((name) => /\.(html|md|csv|png)$/.test(name))
      .map((name) => {
        const bytes = readFileSync(join(folder, name));
        if (name.endsWith('.png')) return [name, bytes.toString('base64')];
        const text = bytes.toString('utf8');
        return [
          name,
          name.endsWith('.csv')
            ? text.replaceAll(/,[^,\n]*(?=\r?\n)/g, ',')
            : text.replace(COST, ''),
        ];
      }),
  );
}

const COST = /[^;\n]{1,40} of training and [^;\n]{1,40} of measuring, summed over runs/;

/** Expects two reports to have the same files, with the same bytes but for times; gives how many. */
export function sameReports(one: string, other: string): number {
  const [a, b] = [timeless(one), timeless(other)];
  expect([...b.keys()]).toEqual([...a.keys()]);
  for (const [name, text] of a) expect(b.get(name) === text, name).toBe(true);
  return a.size;
}
