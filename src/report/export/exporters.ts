import type { Exported, ExportFiles } from './exported.ts';

/** The formats, each with what it is; the libraries of one are loaded when it is asked for. */
export const exporters = {
  csv: {
    about: 'runs.csv and series.csv',
    load: async () => (await import('./csv-files.ts')).csvFiles,
  },
  parquet: {
    about: 'runs.parquet and series.parquet, for pandas, polars, DuckDB, R',
    load: async () => (await import('./parquet-files.ts')).parquetFiles,
  },
  tensorboard: {
    about: 'event files, a folder for each run, with its keys as hyperparameters',
    load: async () => (await import('./tensorboard-files.ts')).tensorboardFiles,
  },
  npz: {
    about: 'numbers of runs, series and weights as arrays for NumPy',
    load: async () => (await import('./npz-files.ts')).npzFiles,
  },
} as const satisfies Readonly<Record<string, Exporter>>;

interface Exporter {
  readonly about: string;
  readonly load: () => Promise<(exported: Exported) => ExportFiles>;
}

export type ExportFormat = keyof typeof exporters;
