import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = new URL('../../', import.meta.url);
const door = fileURLToPath(new URL('src/index.ts', root));
export const page = fileURLToPath(new URL('docs/library.md', root));

/** A script with what it says that it prints. */
export interface Example {
  /** Where it stands. */
  readonly title: string;
  readonly code: string;
  /** Lines on standard output. */
  readonly prints: readonly string[];
}

/** A name that a script can import from `flowlab`. */
export interface Exported {
  readonly name: string;
  /** False for types. */
  readonly isValue: boolean;
  readonly isFunction: boolean;
  /** Of its doc comment; undefined where it has none. */
  readonly example: string | undefined;
}

/** The names that src/index.ts exports, with the examples of their doc comments. */
export function exported(): Exported[] {
  const program = ts.createProgram([door], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(door)!)!;
  return checker.getExportsOfModule(module).map((symbol) => {
    const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const isValue = (own.flags & ts.SymbolFlags.Value) !== 0;
    const type = isValue ? checker.getTypeOfSymbol(own) : undefined;
    const tag = own.getJsDocTags(checker).find((one) => one.name === 'example');
    return {
      name: symbol.name,
      isValue,
      isFunction: (type?.getCallSignatures().length ?? 0) > 0,
      example: tag && ts.displayPartsToString(tag.text),
    };
  });
}

interface Fence {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of docs/library.md, in order. */
export const fences = (): Fence[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ([, language, text]) => ({ language: language!, text: text! }),
  );

/**
 * The scripts of docs/library.md.
 *
 * A block of TypeScript that begins with the name of a file begins a script, one that does not goes on with the one before.
 */
export function scriptsOfPage(): Example[] {
  const scripts: Example[] = [];
  for (const { language, text } of fences()) {
    if (language !== 'ts') continue;
    const name = /^\/\/ (\S+\.ts)$/m.exec(text.split('\n')[0]!)?.[1];
    const { title, code, prints } =
      name === undefined ? scripts.pop()! : { title: name, code: '', prints: [] };
    scripts.push({ title, code: code + text, prints: [...prints, ...claimsOf(text)] });
  }
  return scripts;
}

/** The files that docs/library.md lists: blocks that begin with `# <name>`. */
export const filesOfPage = (): { readonly name: string; readonly text: string }[] =>
  fences().flatMap(({ language, text }) => {
    const name = language === 'yaml' ? /^# (\S+\.yaml)$/m.exec(text)?.[1] : undefined;
    return name === undefined ? [] : [{ name, text }];
  });

/** What comments say is printed: after a call of console.log, and on lines of their own after an arrow. */
export const claimsOf = (code: string): string[] =>
  code.split('\n').flatMap((line) => {
    const claim = /console\.log\(.*\); \/\/ (.*)$/.exec(line) ?? /^\s*\/\/ → (.*)$/.exec(line);
    return claim === null ? [] : [claim[1]!];
  });

/**
 * Whether a line that was printed is the one that was promised.
 *
 * Numbers may differ by one in their last digit: sums of float32 have another order on another processor.
 */
export function saysTheSame(printed: string, promised: string): boolean {
  const number = /-?\d+(\.\d+)?/g;
  if (printed.replaceAll(number, '#') !== promised.replaceAll(number, '#')) return false;
  const values = (text: string) => text.match(number) ?? [];
  return values(promised).every((text, i) => {
    const digits = text.split('.')[1]?.length;
    const step = digits === undefined ? 0 : 10 ** -digits;
    return Math.abs(Number(values(printed)[i]) - Number(text)) <= 1.001 * step;
  });
}
