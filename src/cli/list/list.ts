import type { Run } from '../../lab/records/record.ts';
import { pickRuns } from '../../report/predictions/pick-runs.ts';
import { runColumns } from '../../report/tables/run-columns.ts';
import { cellText, listOf, runJson } from '../../report/tables/runs-list.ts';
import { listed } from '../shared/arguments.ts';
import { bold, dim, note, say } from '../shared/output.ts';
import { recordsIn } from '../shared/records-in.ts';
import { textTable } from '../shared/text-table.ts';

interface ListFlags {
  readonly where?: string | undefined;
  readonly sort?: string | undefined;
  readonly reverse?: boolean | undefined;
  readonly measures?: string | undefined;
  readonly runs: string;
  readonly json?: boolean | undefined;
}

/** Lists runs on record; returns the exit code. */
export async function listRuns(experiment: string | undefined, flags: ListFlags): Promise<number> {
  const { where, sort, reverse, json } = flags;
  const measures = flags.measures === undefined ? undefined : listed(flags.measures);
  const found = recordsIn(experiment, flags.runs);
  const all = found.flatMap((one) => one.runs);
  const experimentOf = new Map(found.flatMap((one) => one.runs.map((run) => [run, one] as const)));
  const picked =
    where === undefined
      ? all
      : pickRuns({ specs: all.map(({ spec }) => spec) }, all, {
          ...{ picks: 'runs', from: '--where', condition: where },
        });
  const list = listOf(picked, { sort, reverse, measures });
  if (json === true) {
    const columns = runColumns(picked);
    const told = list.runs.map((run) => ({
      ...{ experiment: experimentOf.get(run)!.id, planned: isPlanned(run) },
      ...runJson(columns, run),
    }));
    say(JSON.stringify(told, null, 2));
    return 0;
  }
  const several = found.length > 1;
  const outdated = list.runs.some((run) => !isPlanned(run));
  const lines = textTable(
    [
      ...(several ? [{ name: 'experiment', right: false }] : []),
      ...list.columns.map(({ name, holds }) => ({
        name,
        right: holds === 'number' || holds === 'count',
      })),
      ...(outdated ? [{ name: 'planned', right: false }] : []),
    ],
    list.runs.map((run) => [
      ...(several ? [experimentOf.get(run)!.id] : []),
      ...list.columns.map((column) => cellText(column, run)),
      ...(outdated ? [isPlanned(run) ? 'yes' : 'no'] : []),
    ]),
  );
  for (const [i, line] of lines.entries()) say(i === 0 ? dim(line) : line);
  say(bold(`${list.runs.length} of ${all.length} runs on record`));
  for (const { id, planned, open } of found)
    if (open > 0) note(`${id}: ${open} of ${planned} planned runs are not finished`);
  return 0;

  function isPlanned(run: Run): boolean {
    return experimentOf.get(run)!.plannedIds.has(run.id);
  }
}
