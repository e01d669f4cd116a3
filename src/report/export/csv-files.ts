import { csvOf } from '../../core/csv.ts';
import type { Exported, ExportFiles } from './exported.ts';
import { type Frame, runsFrame, seriesFrame } from './frame.ts';

/** Tidy CSV (RFC 4180): numbers in full, true and false, empty where there is none. */
export function csvFiles({ runs }: Exported): ExportFiles {
  const tables = { 'runs.csv': runsFrame(runs), 'series.csv': seriesFrame(runs) };
  return {
    tables,
    files: new Map(Object.entries(tables).map(([name, frame]) => [name, csvFile(frame)])),
  };
}

export const csvFile = ({ columns, rows }: Frame): Uint8Array =>
  new TextEncoder().encode(
    csvOf(
      columns.map(({ name }) => name),
      Array.from({ length: rows }, (_, i) => columns.map(({ cells }) => cells[i])),
    ),
  );
