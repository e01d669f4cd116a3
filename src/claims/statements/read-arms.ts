import { didYouMean } from '../../core/nearest.ts';
import { checkExpression } from '../expression/check.ts';
import { own } from '../expression/own.ts';
import { isIssue, parseExpression } from '../expression/parse.ts';
import type { Node } from '../expression/syntax.ts';
import { childrenOf, type Expression } from '../expression/syntax.ts';
import { type Pattern, patternValue } from '../table/arm.ts';
import {
  complain,
  isMapping,
  isShort,
  type Path,
  type Reader,
  readExpression,
  shown,
} from './reader.ts';

/** `arms:` of a file: name → axes. */
export function readArms(
  reader: Reader,
  path: Path,
  value: unknown,
): Readonly<Record<string, Pattern>> {
  if (value === undefined) return {};
  if (!isMapping(value)) {
    complain(reader, path, `${shown(value)} is no mapping of names to axes`);
    return {};
  }
  const arms: Record<string, Pattern> = Object.create(null);
  for (const [name, axes] of Object.entries(value)) {
    const pattern = readPattern(reader, [...path, name], axes);
    if (!isName(name))
      complain(
        reader,
        [...path, name],
        `"${name}" is no name for an arm; write letters and digits`,
      );
    else if (isShort(reader, [...path, name], name) && pattern !== undefined) arms[name] = pattern;
  }
  return arms;
}

const isName = (text: string): boolean => {
  const found = parseExpression(text);
  return !isIssue(found) && found.node.kind === 'name';
};

/** Axes with a value each, or with an expression of the axes of the run that is judged: `{ rate: rate/2 }`. */
export function readPattern(reader: Reader, path: Path, value: unknown): Pattern | undefined {
  if (!isMapping(value) || Object.keys(value).length === 0)
    return complain(
      reader,
      path,
      `${shown(value)} names no arm; write its axes, as { method: sgd, batch: 4 }`,
    );
  const { names } = reader.scope;
  const pattern: Record<string, Expression> = Object.create(null);
  for (const [axis, one] of Object.entries(value)) {
    const at = [...path, axis];
    if (!Object.hasOwn(names.axes, axis)) {
      const known = Object.keys(names.axes);
      complain(
        reader,
        at,
        `the grid has no axis "${axis}"${didYouMean(axis, known) || `; it has ${known.join(', ') || 'none'}`}`,
      );
      continue;
    }
    const expression = patternValue(one);
    if (expression === undefined) complain(reader, at, `${shown(one)} is no value of ${axis}`);
    else {
      checkPatternValue(reader, at, axis, expression);
      pattern[axis] = expression;
    }
  }
  return pattern;
}

function checkPatternValue(reader: Reader, path: Path, axis: string, expression: Expression): void {
  const { node } = expression;
  const values = own(reader.scope.names.axes, axis) ?? [];
  if (values.some((value) => String(value) === expression.text)) return;
  // As if the axis were compared with it, so that an unknown word is told from an unknown name.
  const compared: Node = {
    kind: 'binary',
    at: 0,
    op: '=',
    left: { kind: 'name', at: 0, name: axis },
    right: node,
  };
  const issues = checkExpression(
    { text: expression.text, node: compared },
    reader.scope,
    'condition',
  );
  for (const { message, line, column } of issues)
    reader.issues.push({ path, message, within: { line, column } });
  if (issues.length > 0 || values.length === 0) return;
  const number = node.kind === 'number' ? node.value : undefined;
  if (number !== undefined && !values.includes(number))
    complain(reader, path, `the grid has no ${axis} = ${number}; it has ${values.join(', ')}`);
}

/** Of let:, each of which may stand in others. */
const MOST_NAMES = 1000;

/** `let:` of a file: names for expressions, which may use each other but not themselves. */
export function readLets(
  reader: Reader,
  path: Path,
  value: unknown,
): Readonly<Record<string, Expression>> {
  const lets: Record<string, Expression> = Object.create(null);
  if (value === undefined) return lets;
  if (!isMapping(value)) {
    complain(reader, path, `${shown(value)} is no mapping of names to expressions`);
    return lets;
  }
  if (Object.keys(value).length > MOST_NAMES) {
    complain(reader, path, `more than ${MOST_NAMES} names; give those that statements use`);
    return lets;
  }
  const meant = Object.entries(value).map(([name, one]) => [name, meaningOf(one)] as const);
  for (const [name, { is, words }] of meant) {
    if (!isName(name))
      complain(reader, [...path, name], `"${name}" is no name; write letters and digits`);
    else isShort(reader, [...path, name], name);
    if (!isMeaning(value[name]))
      complain(
        reader,
        [...path, name],
        `${shown(value[name])} is no expression with its words; write { is: an expression, words: what it is called }`,
      );
    const found = parseExpression(String(is));
    if (!isIssue(found)) lets[name] = { ...found, ...(words !== undefined && { words }) };
  }
  for (const name of Object.keys(lets)) {
    if (!reaches(lets[name]!.node, name, lets)) continue;
    complain(reader, [...path, name], `"${name}" is explained by itself`);
    delete lets[name];
  }
  const scope = { ...reader.scope, lets };
  for (const [name, { is, at }] of meant) {
    if (!Object.hasOwn(lets, name) && !isIssue(parseExpression(String(is)))) continue;
    if (readExpression(reader, [...path, name, ...at], is, 'any', scope) === undefined)
      delete lets[name];
  }
  return lets;
}

/** An expression, or `{ is: an expression, words: what it is called }`; `at` is where the expression stands in it. */
function meaningOf(value: unknown): {
  readonly is: unknown;
  readonly at: Path;
  readonly words?: string;
} {
  if (!isMapping(value)) return { is: value, at: [] };
  const { is, words } = value;
  return { is, at: ['is'], ...(typeof words === 'string' && { words: words.trim() }) };
}

/** Whether a mapping has an expression, its words and nothing else; what is no mapping is an expression or has its own complaint. */
const isMeaning = (value: unknown): boolean =>
  !isMapping(value) ||
  (Object.keys(value).sort().join() === 'is,words' &&
    typeof value.words === 'string' &&
    value.words.trim() !== '');

/** Whether an expression comes to a name through names of let:. */
function reaches(node: Node, name: string, lets: Readonly<Record<string, Expression>>): boolean {
  const seen = new Set<string>();
  const visit = (one: Node): boolean => {
    if (one.kind !== 'name') return childrenOf(one).some(visit);
    if (one.name === name) return true;
    if (seen.has(one.name) || !Object.hasOwn(lets, one.name)) return false;
    seen.add(one.name);
    return visit(lets[one.name]!.node);
  };
  return visit(node);
}
