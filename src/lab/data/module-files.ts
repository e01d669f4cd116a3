import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import jsTokens, { type Token } from 'js-tokens';
import { InputError, reason } from '../../core/error.ts';
import { MODULES } from '../spec/field.ts';
import { sha256 } from './checksum.ts';

/**
 * The files of a user's module: itself, then those that it imports by relative paths, directly or not.
 *
 * @throws InputError where one cannot be read, and where one imports anything else: a package would be no part of what a run is named
 *   by, and a second copy of flowlab or TensorFlow.js would not know of the first one's derivatives. Types may come from anywhere
 */
export function moduleFiles(entry: string): readonly string[] {
  const found = new Set<string>();
  const todo = [entry];
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    todo.push(...importsOf(file).map((name) => resolved(name, file)));
  }
  return [...found];
}

/**
 * SHA-256 of a module: of its file, or, where that imports others, of a list of the sums of all of them with their paths from its
 * folder.
 *
 * @throws InputError as {@link moduleFiles}
 */
export function moduleSum(entry: string): string {
  const files = moduleFiles(entry);
  const sum = (file: string) => sha256(readFileSync(file));
  if (files.length === 1) return sum(entry);
  const from = dirname(entry);
  const lines = files.map((file) => `${sum(file)}  ${relative(from, file).replaceAll('\\', '/')}`);
  return sha256(Buffer.from(`${lines.sort().join('\n')}\n`));
}

const LAYOUT: ReadonlySet<string> = new Set([
  ...['WhiteSpace', 'LineTerminatorSequence', 'SingleLineComment'],
  ...['MultiLineComment', 'HashbangComment'],
]);

/** What a file imports and exports from elsewhere, types aside. */
function importsOf(file: string): string[] {
  const tokens = [...jsTokens(textOf(file))].filter(({ type }) => !LAYOUT.has(type));
  return tokens.flatMap((token, i) => {
    const before = tokens[i - 1]?.value;
    const isCall = token.value === '(' && (before === 'import' || before === 'require');
    if (isCall && tokens[i - 2]?.value !== '.' && tokens[i + 1]?.type !== 'StringLiteral')
      throw new InputError(
        `${file}: ${before}(${tokens[i + 1]?.value ?? ''}…) imports what is not known beforehand: write import … from './file.ts'`,
      );
    if (token.type !== 'StringLiteral') return [];
    const called = before === '(' && ['import', 'require'].includes(tokens[i - 2]?.value ?? '');
    const named = before === 'from' && !ofTypes(tokens, i - 1);
    return named || called || before === 'import' ? [token.value.slice(1, -1)] : [];
  });
}

/** Whether the statement that ends in this `from` is `import type` or `export type`. */
function ofTypes(tokens: readonly Token[], from: number): boolean {
  let i = from;
  while (i > 0 && !['import', 'export'].includes(tokens[i]!.value)) i--;
  return tokens[i + 1]?.value === 'type' && tokens[i + 2]?.value !== 'from';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read ${file}: ${reason(error)}; give a readable file`);
  }
}

/** The file that an import names, with its ending or without, or with that of what a compiler would make of it. */
function resolved(name: string, file: string): string {
  if (!name.startsWith('./') && !name.startsWith('../'))
    throw new InputError(
      `${file} imports ${name}: a module may import its own files alone, by relative paths, and types; operations are handed to it as ops`,
    );
  const path = join(dirname(file), name);
  const stem = path.replace(/\.m?js$/, '');
  const found = [path, ...[path, stem].flatMap((one) => MODULES.map((end) => one + end))].find(
    (one) => existsSync(one) && statSync(one).isFile(),
  );
  if (found === undefined)
    throw new InputError(`${file} imports ${name}, which does not exist: correct the path`);
  if (!MODULES.includes(extname(found)))
    throw new InputError(
      `${file} imports ${name}: its files must end in ${MODULES.join(', ')}; write the numbers into one`,
    );
  return found;
}
