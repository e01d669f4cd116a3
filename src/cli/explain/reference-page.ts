import type { Reference } from '../../lab/bibliography/reference.ts';
import type { Explained } from '../../lab/experiment/explain/explained.ts';
import { groupsOf } from './key-groups.ts';
import { valueText } from './key-lines.ts';

/** The page of all keys, docs/reference.md. */
export function referencePage(
  keys: readonly Explained[],
  references: ReadonlyMap<string, Reference>,
): string {
  const tops = keys.filter(({ path }) => !path.includes('.'));
  const below = (path: string) => keys.filter((key) => key.path.startsWith(`${path}.`));
  const sections = tops.filter(({ path }) => below(path).length > 0);
  return [
    '# Reference: every key of an experiment file',
    'This page is made from the schema that reads experiment files, by `npm run reference`; `flowlab explain <key>` prints any entry with an example. How keys go together is told in [experiments.md](experiments.md).',
    'A key of which the values are “…, or a list” takes a list of values as an axis of the grid.',
    '## Topmost keys',
    tableOf(tops, '', true),
    ...sections.flatMap(({ path, meaning }) => [
      `## ${path}`,
      meaning,
      ...(path === 'methods'
        ? methodsOf(below(path), references)
        : path === 'measure'
          ? measuresOf(below(path), references)
          : [tableOf(below(path), path)]),
    ]),
    '',
  ].join('\n\n');
}

/** The methods, and then their keys, each once for all methods that have it. */
function methodsOf(
  keys: readonly Explained[],
  references: ReadonlyMap<string, Reference>,
): readonly string[] {
  const named = keys.filter(({ title }) => title !== undefined);
  const rows = named.map(({ path, meaning, sources }) => [
    code(nameOf(path)),
    meaning,
    citedText(sources, references),
  ]);
  const others = keys.filter(({ title }) => title === undefined);
  return [table(['method', 'what it does', 'sources'], rows), tableOf(others, 'methods')];
}

/** What is measured, then the options of each probe; points along the run once, since the options are the same. */
function measuresOf(
  keys: readonly Explained[],
  references: ReadonlyMap<string, Reference>,
): readonly string[] {
  const isAlong = ({ path }: Explained) => path.startsWith('measure.along.');
  const probes = keys.filter(({ cost }) => cost !== undefined);
  const rows = probes.map(({ path, meaning, gives, cost, sources, default: byDefault }) => [
    `${code(nameOf(path))}${byDefault === true ? ' (on)' : ''}`,
    meaning,
    (gives ?? []).map(code).join(', '),
    cost ?? '',
    citedText(sources, references),
  ]);
  const options = keys.filter((key) => key.cost === undefined && !isAlong(key));
  const places = keys.filter((key) => isAlong(key) && !isOption(key, keys));
  return [
    table(['measure', 'what', 'gives', 'cost', 'sources'], rows),
    'Options and further keys:',
    tableOf(options, 'measure'),
    '`measure.along` takes any of these but those of the start and of a whole run, with their options, and in each:',
    tableOf(
      places.filter(({ path }) => path.split('.').length > PROBE_ALONG),
      'measure.along',
    ),
  ];
}

/** Parts of the path of a probe in measure.along. */
const PROBE_ALONG = 3;

/** Whether a key along the run is an option of its probe, which is told of at the end. */
const isOption = ({ path }: Explained, keys: readonly Explained[]): boolean =>
  keys.some((key) => key.path === path.replace('measure.along.', 'measure.'));

/** A table of keys below a path, those that are alike in one row. */
function tableOf(keys: readonly Explained[], above: string, isTop = false): string {
  const rows = groupsOf(keys).map((group) => {
    const [first] = group;
    const paths = group.map(({ path }) => (above === '' ? path : path.slice(above.length + 1)));
    return [
      ...namesOf(paths, isTop),
      `${first.meaning}${first.only === undefined ? '' : ` Only of ${first.only.join(', ')}.`}`,
      `${first.values}${first.axis ? ', or a list' : ''}`,
      first.required
        ? 'required'
        : first.default === undefined
          ? ''
          : code(valueText(first.default)),
      first.source ?? '',
    ];
  });
  return table(['key', 'meaning', 'values', 'default', 'why so'], rows);
}

/** The name of a key; of one that several methods or probes have, with those. */
function namesOf(paths: readonly string[], isTop: boolean): readonly string[] {
  const [first] = paths as [string];
  if (isTop || paths.length === 1) return [code(first)];
  const name = first.split('.').slice(1).join('.');
  const owners = [...new Set(paths.map((path) => path.split('.')[0]!))];
  const listed = owners.length > MANY ? `${owners.length} of them` : owners.join(', ');
  return [`${code(name)} of ${listed}`];
}

/** More owners than these are counted. */
const MANY = 8;

const nameOf = (path: string): string => path.split('.').at(-1)!;

const code = (text: string): string => `\`${text}\``;

/** `Polyak 1964`, and so on. */
function citedText(
  sources: Explained['sources'],
  references: ReadonlyMap<string, Reference>,
): string {
  if (sources === undefined || 'none' in sources) return '';
  return sources
    .map((key) => {
      const { authors, year } = references.get(key)!;
      const [first, second] = authors.map((one) => (typeof one === 'string' ? one : one[0]));
      const names =
        authors.length > 2 ? `${first} et al.` : [first, second].filter(Boolean).join(' & ');
      return `${names} ${year}`;
    })
    .join('; ');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
