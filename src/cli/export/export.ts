import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { readNpz } from '../../lab/data/file.ts';
import { flowlabVersion } from '../../lab/records/provenance.ts';
import type { Run } from '../../lab/records/record.ts';
import { dataDictionary } from '../../report/export/data-dictionary.ts';
import type { Exported } from '../../report/export/exported.ts';
import { type ExportFormat, exporters } from '../../report/export/exporters.ts';
import type { Frame } from '../../report/export/frame.ts';
import { writeFolder } from '../../report/page/write-folder.ts';
import { pickRuns } from '../../report/predictions/pick-runs.ts';
import { listed } from '../shared/arguments.ts';
import { finishedRuns } from '../shared/finished-runs.ts';
import { note, say } from '../shared/output.ts';
import { quoted } from '../shared/quoted.ts';

interface ExportFlags {
  readonly format: string;
  readonly where?: string | undefined;
  readonly out?: string | undefined;
  readonly runs: string;
}

/** Writes an experiment's finished runs, those of its controls left out, in formats of other tools; returns the exit code. */
export async function exportRuns(nameOrFolder: string, flags: ExportFlags): Promise<number> {
  const formats = [...new Set(listed(flags.format).map(formatNamed))];
  const { experiment, runs: all, planned, store } = finishedRuns(nameOrFolder, flags.runs);
  if (all.length < planned)
    note(`${planned - all.length} of ${planned} runs are not finished; the export leaves them out`);
  if (all.length === 0)
    throw new InputError(`no run of ${nameOrFolder} is finished: compute some with flowlab run`);
  const { where } = flags;
  const runs =
    where === undefined
      ? all
      : pickRuns(experiment, all, { picks: 'runs', from: '--where', condition: where });
  const fileOf = ({ id }: Run, name: string) => join(store.folder, id, name);
  const exported: Exported = {
    runs,
    weightsOf: (run) => {
      const file = fileOf(run, 'weights.npz');
      return existsSync(file) ? readNpz(file) : undefined;
    },
    recordedAt: (run) => statSync(fileOf(run, 'manifest.json')).mtimeMs / 1000,
  };
  const files = new Map<string, Uint8Array>();
  const tables: Record<string, Frame> = {};
  for (const format of formats) {
    const made = (await exporters[format].load())(exported);
    for (const [name, bytes] of made.files) files.set(name, bytes);
    Object.assign(tables, made.tables);
  }
  const command = quoted([
    ...['flowlab', 'export', nameOrFolder, '--format', formats.join(',')],
    ...(where === undefined ? [] : ['--where', where]),
  ]);
  const { id, title } = experiment;
  const about = { experiment: id, title, version: flowlabVersion(), command };
  if (Object.keys(tables).length > 0) files.set('columns.json', dataDictionary(about, tables));
  const out = resolve(flags.out ?? join('exports', id));
  await writeFolder(out, files);
  const near = (name: string) => join(relative('.', out), name);
  const events = [...files.keys()].filter((name) => name.startsWith('tensorboard/'));
  for (const name of files.keys()) if (!events.includes(name)) say(near(name));
  if (events.length > 0) say(`${near('tensorboard')}: ${events.length} runs`);
  return 0;
}

function formatNamed(text: string): ExportFormat {
  const names = Object.keys(exporters) as ExportFormat[];
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  const list = names.map((name) => `${name} (${exporters[name].about})`).join(', ');
  throw new InputError(
    `--format: unknown format "${text}"${didYouMean(text, names) || `; write some of ${list}`}`,
  );
}
