import type { Run } from '../../lab/records/record.ts';
import type { MethodSpec } from '../../lab/spec/method.ts';
import type { NetworkSpec } from '../../lab/spec/problem.ts';

/** The columns of results.csv, in order. */
export const CSV_COLUMNS = [
  'run',
  'seed',
  'method',
  'rate',
  'schedule',
  'momentum',
  'batch',
  'sampling',
  'solver',
  'tolerance',
  'dt',
  'temperature',
  'settings',
  'data',
  'train',
  'network',
  'loss',
  'target_loss',
  'ending',
  'quantity',
  'value',
  'stderr',
  'low',
  'high',
  'converged',
  'gradients',
  'hvps',
  'seconds',
] as const;

type Row = Readonly<
  Partial<Record<(typeof CSV_COLUMNS)[number], string | number | boolean | undefined>>
>;

/** Tidy CSV (RFC 4180): one row per run and quantity, numbers in full, empty where there is none. */
export function resultsCsv(runs: readonly Run[]): string {
  const rows = runs.flatMap((run) =>
    Object.entries(run.scalars).map(([quantity, estimate]): Row => {
      const { spec } = run;
      return {
        run: run.id,
        seed: spec.seed,
        ...methodColumns(spec.method),
        data: spec.data.name,
        train: spec.data.train,
        network: networkText(spec.network),
        loss: spec.loss,
        target_loss: spec.stop.loss,
        ending: run.ending,
        quantity,
        value: estimate.value,
        stderr: estimate.stderr,
        low: estimate.interval?.[0],
        high: estimate.interval?.[1],
        converged: estimate.converged,
        ...estimate.cost,
      };
    }),
  );
  const lines = rows.map((row) => CSV_COLUMNS.map((column) => cell(row[column])).join(','));
  return `${[CSV_COLUMNS.join(','), ...lines].join('\n')}\n`;
}

/** Keys of methods that have a column of their own. */
const OWN = [
  ...['method', 'rate', 'schedule', 'momentum', 'batch', 'sampling', 'solver', 'tolerance'],
  ...['dt', 'temperature'],
] as const;

/** Methods in columns; what has none stands in `settings` as `key=value; key=value`, so that no two read alike. */
function methodColumns(method: MethodSpec) {
  const left = new Map<string, unknown>(Object.entries(method));
  const own = OWN.map((key) => {
    const value = left.get(key);
    left.delete(key);
    return [key, value === undefined ? undefined : plain(value)] as const;
  });
  const settings = [...left].map(([key, value]) => `${key}=${plain(value)}`).join('; ');
  return { ...Object.fromEntries(own), settings };
}

/** A value as text, a mapping as `key=value key=value`, its kind alone in front. */
const plain = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([key, inner]) => (key === 'kind' ? String(inner) : `${key}=${plain(inner)}`))
        .join(' ')
    : String(value);

function networkText(network: NetworkSpec): string {
  if (network.kind === 'linear') return 'linear';
  const widths = network.kind === 'mlp' ? network.hidden : network.channels;
  const linear = network.linearised ? 'linearised ' : '';
  return `${linear}${network.kind} ${widths.join('-')} ${network.activation}`;
}

// JSON has no NaN: a number that was not finite may come back from disk as null.
function cell(value: string | number | boolean | null | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
