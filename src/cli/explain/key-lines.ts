import type { Reference } from '../../lab/bibliography/reference.ts';
import type { Explained } from '../../lab/experiment/explain/explained.ts';
import { plainOf } from '../../report/citations/plain.ts';
import { textTable } from '../shared/text-table.ts';

/** What is told of a key in a terminal, a line each; `below` are the keys in it. */
export function keyLines(
  key: Explained,
  below: readonly Explained[],
  references: ReadonlyMap<string, Reference>,
): readonly string[] {
  const { meaning, title, axis, needs, only, cost, gives, see, example } = key;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['values', `${key.values}${axis ? '; a list of them is an axis of the grid' : ''}`],
    ['default', defaultText(key)],
    ['only of', only?.join(', ')],
    ['beside', needs],
    ['short', title],
    ['cost', cost],
    ['gives', gives?.join(', ')],
    ['see', see === undefined ? undefined : `docs/${see}`],
  ];
  const told = facts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
  return [
    meaning,
    ...told.map(([name, text]) => `${name.padEnd(WIDTH)}${text}`),
    ...headed('example', example.split('\n')),
    ...headed('keys', keysTable(below)),
    ...headed('sources', sourceLines(key, references)),
  ];
}

/** As wide as the longest name of a fact, and a gap. */
const WIDTH = 9;

const headed = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)];

/** The default with where it comes from; that there is none, where a key has to be given. */
function defaultText({ required, default: byDefault, source }: Explained): string | undefined {
  if (required) return 'none: it has to be given';
  if (byDefault === undefined) return undefined;
  const value = valueText(byDefault);
  return source === undefined ? value : `${value} (${source})`;
}

/** A value as a file would have it. */
export const valueText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? `[${value.map(valueText).join(', ')}]`
      : typeof value === 'object' && value !== null
        ? `{ ${Object.entries(value)
            .map(([key, own]) => `${key}: ${valueText(own)}`)
            .join(', ')} }`
        : String(value);

function keysTable(below: readonly Explained[]): readonly string[] {
  if (below.length === 0) return [];
  const columns = ['', ''].map((name) => ({ name, right: false }));
  const rows = below.map(({ path, meaning }) => [path.split('.').at(-1)!, meaning]);
  return textTable(columns, rows).slice(1);
}

function sourceLines(
  { path, sources }: Explained,
  references: ReadonlyMap<string, Reference>,
): readonly string[] {
  if (sources === undefined) return [];
  if ('none' in sources) return [`nothing to cite: ${sources.none}`];
  const cited = sources.map((key) => ({ key, reference: references.get(key)!, parts: [path] }));
  // What it is cited for stands above.
  return plainOf(cited)
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ \[[^\]]*\]$/, ''));
}
