import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import jsTokens, { type Token } from 'js-tokens';

/** What a file says to the machine. */
export interface SourceFile {
  /** Below the root, with forward slashes, without its ending. */
  readonly path: string;
  /** Its tokens in order, without comments, layout and messages to people. */
  readonly code: readonly string[];
}

/**
 * The files that these entries import, directly or not, with the entries themselves; sorted by path.
 *
 * Entries are paths below `root` without their ending, which is `.ts` or `.js`. Types are not followed.
 *
 * @throws Error where an entry or an import does not exist
 */
export function sourceClosure(root: string, entries: readonly string[]): SourceFile[] {
  const found = new Map<string, SourceFile>();
  const todo = [...entries];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (found.has(path)) continue;
    const tokens = [...jsTokens(readSource(root, path))].filter(({ type }) => !LAYOUT.has(type));
    found.set(path, { path, code: codeOf(tokens) });
    const folder = posix.dirname(path);
    todo.push(...importsOf(tokens).map((name) => posix.join(folder, name.replace(/\.[jt]s$/, ''))));
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Whether a string is addressed to people: it has two words side by side. Names, keys and streams have no
 * space between letters, so that no number depends on such a string.
 */
export const isMessage = (text: string): boolean => /\p{L}\s+\p{L}/u.test(text);

const LAYOUT: ReadonlySet<string> = new Set([
  ...['WhiteSpace', 'LineTerminatorSequence', 'SingleLineComment'],
  ...['MultiLineComment', 'HashbangComment'],
]);

const TEXTS: ReadonlySet<string> = new Set([
  ...['StringLiteral', 'NoSubstitutionTemplate'],
  ...['TemplateHead', 'TemplateMiddle', 'TemplateTail'],
]);

function readSource(root: string, path: string): string {
  const file = ['.ts', '.js'].map((ending) => join(root, path + ending)).find(existsSync);
  if (file === undefined) throw new Error(`${path} is imported by what executes a run, but lacks`);
  return readFileSync(file, 'utf8');
}

/** The files of the package that `import` and `export … from` name, but for types alone. */
function importsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, i) => {
    if (token.type !== 'StringLiteral') return [];
    const name = token.value.slice(1, -1);
    const before = tokens[i - 1]?.value;
    const called = before === '(' && tokens[i - 2]?.value === 'import';
    const named = before === 'from' && !ofTypes(tokens, i - 1);
    return name.startsWith('.') && (named || called || before === 'import') ? [name] : [];
  });
}

/** Whether the statement that ends in this `from` is `import type` or `export type`. */
function ofTypes(tokens: readonly Token[], from: number): boolean {
  let i = from;
  while (i > 0 && !['import', 'export'].includes(tokens[i]!.value)) i--;
  return tokens[i + 1]?.value === 'type' && tokens[i + 2]?.value !== 'from';
}

/** The tokens without what is thrown, and with messages emptied. */
function codeOf(tokens: readonly Token[]): string[] {
  const code: string[] = [];
  let depth = 0;
  let thrownAt: number | undefined;
  for (const { type, value } of tokens) {
    if (OPEN.has(value) || type === 'TemplateHead') depth++;
    if (CLOSE.has(value) || type === 'TemplateTail') depth--;
    if (thrownAt !== undefined && (value === ';' || depth < thrownAt) && depth <= thrownAt)
      thrownAt = undefined;
    if (thrownAt === undefined) code.push(TEXTS.has(type) && isMessage(value) ? '""' : value);
    if (value === 'throw' && type === 'IdentifierName') thrownAt ??= depth;
  }
  return code;
}

const OPEN: ReadonlySet<string> = new Set(['(', '[', '{']);
const CLOSE: ReadonlySet<string> = new Set([')', ']', '}']);
