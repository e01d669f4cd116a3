import { readFileSync, writeFileSync } from 'node:fs';
import { againstTable } from './against-table.ts';
import { flowTable } from './flow-table.ts';
import { goalsTable } from './goals.ts';
import { profileTable } from './profile-table.ts';
import type { Case } from './protocol.ts';
import type { Kept } from './results.ts';
import { scaleTable } from './scale-table.ts';
import { seedsTable } from './seeds-table.ts';
import { sweepTable } from './sweep-table.ts';
import { jobsTable, markdown, table } from './table.ts';

const FILE = 'docs/performance.md';

const rowsTable =
  (kind: Case['kind'], threads: number) =>
  ({ rows }: Kept): string | undefined => {
    const own = rows.filter((r) => r.case.kind === kind && r.threads === threads);
    return own.length === 0 ? undefined : table(own);
  };

/** What stands between the marks of each name; undefined where nothing was measured. */
const parts: Readonly<Record<string, (kept: Kept) => string | undefined>> = {
  machine: ({ machine, commits }) =>
    markdown(
      ['', ''],
      [
        ['processor', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB`],
        ['Node', machine.node],
        ['one thread', machine.oneThread],
        ...[...new Set(Object.values(commits))].map((commit) => [
          `commit ${commit}`,
          Object.keys(commits)
            .filter((kind) => commits[kind] === commit)
            .join(', '),
        ]),
      ],
    ),
  goals: goalsTable,
  'step-1': rowsTable('step', 1),
  'hvp-1': rowsTable('hvp', 1),
  'products-1': rowsTable('products', 1),
  jobs: ({ rows }) => jobsTable(rows),
  'step-2': rowsTable('step', 2),
  'hvp-2': rowsTable('hvp', 2),
  'products-2': rowsTable('products', 2),
  scale: ({ scale }) => scale && scaleTable(scale),
  flow: ({ flow }) => flow && flowTable(flow),
  sweep: ({ sweep }) => sweep && sweepTable(sweep),
  profile: ({ profile }) => profile && profileTable(profile),
  against: ({ against }) => against && againstTable(against),
  seeds: ({ seeds }) => seeds && seedsTable(seeds),
};

/**
 * Writes the tables of docs/performance.md, each between its marks.
 *
 * @throws Error where a mark is missing, or stands for no table
 */
export function writePage(results: Kept): void {
  let page = readFileSync(FILE, 'utf8');
  const marks = [...page.matchAll(/<!-- table (\S+) -->/g)].map(([, name]) => name!);
  const missing = Object.keys(parts).find((name) => !marks.includes(name));
  if (missing !== undefined) throw new Error(`${FILE} has no place for the table ${missing}`);
  for (const name of marks) {
    const text = parts[name]?.(results) ?? 'Not measured.';
    const place = new RegExp(`(<!-- table ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
    page = page.replace(place, (_, open: string, close: string) => `${open}\n${text}\n\n${close}`);
  }
  writeFileSync(FILE, page);
}
