import { InputError } from '../../core/error.ts';
import { bibliography } from '../../lab/bibliography/reference.ts';
import { type Explained, explainedKeys } from '../../lab/experiment/explain/explained.ts';
import { findKeys, nearestKey } from '../../lab/experiment/explain/find-key.ts';
import { bold, dim, note, say } from '../shared/output.ts';
import { textTable } from '../shared/text-table.ts';
import { groupsOf } from './key-groups.ts';
import { keyLines } from './key-lines.ts';
import { referencePage } from './reference-page.ts';

interface ExplainFlags {
  readonly json?: true | undefined;
  readonly markdown?: true | undefined;
}

/**
 * Explains a key of experiment files, or lists the topmost ones; returns the exit code.
 *
 * @throws InputError where no key is named so
 */
export async function explain(key: string | undefined, flags: ExplainFlags): Promise<number> {
  const keys = explainedKeys();
  if (flags.markdown === true) {
    if (key !== undefined) throw new InputError('--markdown prints every key: leave out the name');
    say(referencePage(keys, bibliography()).trimEnd());
    return 0;
  }
  const found = key === undefined ? topmost(keys) : findKeys(key, keys);
  if (found.length === 0) {
    throw new InputError(
      `unknown key ${JSON.stringify(key)}${nearestKey(key!, keys)}; flowlab explain lists the topmost ones`,
    );
  }
  if (flags.json === true) say(JSON.stringify(found, null, 2));
  else if (key === undefined) list(found);
  else show(found, keys);
  return 0;
}

const topmost = (keys: readonly Explained[]) => keys.filter(({ path }) => !path.includes('.'));

function list(keys: readonly Explained[]): void {
  const columns = ['key', 'meaning'].map((name) => ({ name, right: false }));
  const lines = textTable(
    columns,
    keys.map(({ path, meaning }) => [path, meaning]),
  );
  for (const [i, line] of lines.entries()) say(i === 0 ? dim(line) : line);
  note('flowlab explain data.centre explains one, docs/reference.md all');
}

function show(found: readonly Explained[], keys: readonly Explained[]): void {
  const references = bibliography();
  for (const [i, group] of groupsOf(found).entries()) {
    const [first] = group;
    if (i > 0) say('');
    say(bold(pathsText(group.map(({ path }) => path))));
    const below = keys.filter(({ path }) => isBelow(path, first.path));
    for (const line of keyLines(first, below, references)) say(`  ${line}`);
  }
}

/** Whether a path is that of a key right below another. */
const isBelow = (path: string, above: string): boolean =>
  path.startsWith(`${above}.`) && !path.slice(above.length + 1).includes('.');

/** So many paths of keys that are alike are named. */
const NAMED = 4;

const pathsText = (paths: readonly string[]): string =>
  paths.length <= NAMED
    ? paths.join(', ')
    : `${paths.slice(0, NAMED).join(', ')} and ${paths.length - NAMED} more`;
