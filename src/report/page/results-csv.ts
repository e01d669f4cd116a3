import type { Estimate } from '../../core/estimate.ts';
import type { MethodSpec } from '../../lab/methods/registry.ts';
import type { Run } from '../../lab/records/record.ts';
import type { NetworkSpec } from '../../lab/spec/network.ts';

/** What one row is about. */
interface Entry {
  readonly run: Run;
  /** Its name in `Run.scalars`. */
  readonly quantity: string;
  readonly estimate: Estimate;
}

type Cell = string | number | boolean | null | undefined;

/** Keys of methods that have a column of their own; the others of a method share `settings`. */
const METHOD_KEYS = [
  ...['method', 'rate', 'schedule', 'momentum', 'batch', 'sampling', 'solver', 'tolerance'],
  ...['dt', 'temperature'],
];

/** The columns in their order, each with what it says of a row. */
const COLUMNS: readonly (readonly [name: string, cell: (entry: Entry) => Cell])[] = [
  ['run', ({ run }) => run.id],
  ['seed', ({ run }) => run.spec.seed],
  ...METHOD_KEYS.map((key) => [key, ({ run }: Entry) => keyText(run.spec.method, key)] as const),
  ['settings', ({ run }) => settingsText(run.spec.method)],
  ['data', ({ run }) => run.spec.data.name],
  ['train', ({ run }) => run.spec.data.train],
  ['network', ({ run }) => networkText(run.spec.network)],
  ['loss', ({ run }) => run.spec.loss],
  ['target_loss', ({ run }) => run.spec.stop.loss],
  ['ending', ({ run }) => run.ending],
  ['quantity', ({ quantity }) => quantity],
  ['value', ({ estimate }) => estimate.value],
  ['stderr', ({ estimate }) => estimate.stderr],
  ['low', ({ estimate }) => estimate.interval?.[0]],
  ['high', ({ estimate }) => estimate.interval?.[1]],
  ['converged', ({ estimate }) => estimate.converged],
  ['gradients', ({ estimate }) => estimate.cost.gradients],
  ['hvps', ({ estimate }) => estimate.cost.hvps],
  ['seconds', ({ estimate }) => estimate.cost.seconds],
];

/** The names of the columns of results.csv, in order. */
export const CSV_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** Tidy CSV (RFC 4180): one row per run and quantity, numbers in full, empty where there is none. */
export function resultsCsv(runs: readonly Run[]): string {
  const entries = runs.flatMap((run) =>
    Object.entries(run.scalars).map(([quantity, estimate]): Entry => ({ run, quantity, estimate })),
  );
  const rows = entries.map((entry) => COLUMNS.map(([, cell]) => cellText(cell(entry))));
  return `${[CSV_COLUMNS, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
}

const keyText = (method: MethodSpec, key: string): Cell =>
  Object.entries(method)
    .filter(([own]) => own === key)
    .map(([, value]) => plain(value))[0];

/** `key=value; key=value`, so that no two methods read alike. */
const settingsText = (method: MethodSpec): string =>
  Object.entries(method)
    .filter(([key]) => !METHOD_KEYS.includes(key))
    .map(([key, value]) => `${key}=${plain(value)}`)
    .join('; ');

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
function cellText(value: Cell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
