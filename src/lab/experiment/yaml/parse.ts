import { type Document, type LineCounter, parseDocument } from 'yaml';
import { InputError } from '../../../core/error.ts';
import { firstLine } from '../override.ts';
import { STRICT, structureIssue, TO_JS } from './structure.ts';
import { brokenAlias, type Position, positionAt } from './yaml-position.ts';

/** The document that a text is; throws InputError, which begins with its place, for text that is none. */
export function parseYaml(text: string, where: string, lines: LineCounter): Document {
  const document = parseDocument(text, { lineCounter: lines, ...STRICT });
  // A warning is a tag or directive that would be ignored in silence.
  const [first, ...more] = [...document.errors, ...document.warnings];
  if (first === undefined) {
    const built = structureIssue(document);
    if (built === undefined) return document;
    const place = placeOf(where, positionAt(lines, built.offset));
    throw new InputError(`${place}: not valid YAML: ${built.message}`);
  }
  const place = placeOf(where, positionAt(lines, first.pos[0]));
  if (first.code === 'MULTIPLE_DOCS') {
    throw new InputError(
      `${place}: a second document begins here, which nothing would read: put it into a file of its own`,
    );
  }
  throw oneLine(`${place}: not valid YAML: ${firstLine(first)}`, more.length);
}

/** What a document says, as plain data; throws InputError where that is nothing. */
export function toPlain(document: Document, where: string, lines: LineCounter): unknown {
  try {
    const root: unknown = document.toJS(TO_JS);
    if (root !== null) return root;
  } catch (error) {
    const place = placeOf(where, positionAt(lines, brokenAlias(document)));
    throw new InputError(`${place}: not valid YAML: ${firstLine(error)}`);
  }
  throw new InputError(`${where}:1:1: the file is empty: start with question: and methods:`);
}

/** `file.yaml:3:7` */
export const placeOf = (where: string, { line, column }: Position) => `${where}:${line}:${column}`;

/** The first issue, with a count of the others. */
export const oneLine = (text: string, more: number): InputError =>
  new InputError(more === 0 ? text : `${text} (and ${more} more)`);
