import { isIssue, parseExpression } from '../expression/parse.ts';
import type { Expression, Node } from '../expression/syntax.ts';
import { absolute, negative, operate, rising } from '../table/arithmetic.ts';
import { exact, type Missing, type Quantity } from '../table/value.ts';
import { complain, type Path, type Reader, readExpression, shown } from './reader.ts';
import type { Margin, Prediction } from './statement.ts';

const SPELLINGS = 'write [a, b], "< x", "> x", "within 5% of <formula>" or any';

/** `in:`: `[a, b]`, `"< x"`, `"> x"`, `"within 5% of 2/rate"`, `any`. */
export function readPrediction(reader: Reader, path: Path, value: unknown): Prediction | undefined {
  if (value === undefined) return complain(reader, path, `no range is predicted; ${SPELLINGS}`);
  if (value === 'any') return { kind: 'any' };
  if (Array.isArray(value)) return readEnds(reader, path, value);
  if (typeof value !== 'string')
    return complain(reader, path, `${shown(value)} is no range; ${SPELLINGS}`);
  const text = value.trim();
  if (text.startsWith('[') && text.endsWith(']'))
    return readEnds(reader, path, text.slice(1, -1).split(','));
  const side = /^(<=|>=|<|>|≤|≥)(.*)$/s.exec(text);
  if (side !== null) return readSide(reader, path, side[1]!, side[2]!);
  const near = /^within\s+(.+?)\s+of\s+(.+)$/s.exec(text);
  if (near === null) return complain(reader, path, `${shown(value)} is no range; ${SPELLINGS}`);
  const margin = readMargin(reader, path, near[1]);
  const centre = readExpression(reader, path, near[2], 'number');
  if (margin === undefined || centre === undefined) return undefined;
  const middle = constant(centre);
  if (middle === undefined) return { kind: 'near', margin, centre };
  const { kind, value: by } = margin;
  if (kind === 'plain') return { kind: 'range', low: middle - by, high: middle + by };
  const ends = [middle / (1 + by), middle * (1 + by)].sort((a, b) => a - b);
  return readEnds(reader, path, ends);
}

function readEnds(reader: Reader, path: Path, ends: readonly unknown[]): Prediction | undefined {
  if (ends.length !== 2) return complain(reader, path, `a range has two ends, not ${ends.length}`);
  const [low, high] = ends.map((end, i) => readNumber(reader, [...path, i], end));
  if (low === undefined || high === undefined) return undefined;
  return low < high
    ? { kind: 'range', low, high }
    : complain(
        reader,
        path,
        `the range [${low}, ${high}] is empty; its first end must be below its second`,
      );
}

function readSide(reader: Reader, path: Path, sign: string, rest: string): Prediction | undefined {
  const edge = readNumber(reader, path, rest.trim());
  if (edge === undefined) return undefined;
  const below = sign === '<' || sign === '<=' || sign === '≤';
  return below
    ? { kind: 'range', low: Number.NEGATIVE_INFINITY, high: edge }
    : { kind: 'range', low: edge, high: Number.POSITIVE_INFINITY };
}

/** A margin: `5%` is a share, `0.01` a plain number. */
export function readMargin(reader: Reader, path: Path, value: unknown): Margin | undefined {
  const text =
    typeof value === 'number'
      ? String(value)
      : typeof value === 'string'
        ? value.trim()
        : undefined;
  const number = text === undefined ? Number.NaN : Number(text.replace(/\s*%$/, '') || Number.NaN);
  if (!(number > 0 && number < Number.POSITIVE_INFINITY))
    return complain(
      reader,
      path,
      `${shown(value)} is no margin; write a share as 5%, or a number as 0.01`,
    );
  return text!.endsWith('%')
    ? { kind: 'share', value: number / 100 }
    : { kind: 'plain', value: number };
}

/** A number, written as one or as an expression of numbers, such as `2/3` or `5%`. */
export function readNumber(reader: Reader, path: Path, value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const found = typeof value === 'string' ? parseExpression(value) : undefined;
  if (found === undefined) return complain(reader, path, `${shown(value)} is no number`);
  if (isIssue(found)) {
    reader.issues.push({
      path,
      message: found.message,
      within: { line: found.line, column: found.column },
    });
    return undefined;
  }
  const number = constant(found);
  return (
    number ??
    complain(
      reader,
      path,
      `the edge ${shown(value)} varies from run to run; divide the quantity by it, and predict a number`,
    )
  );
}

/** The number that an expression without names is. */
function constant({ node }: Expression): number | undefined {
  const found = folded(node);
  return found !== undefined && found.kind === 'number' && Number.isFinite(found.value)
    ? found.value
    : undefined;
}

function folded(node: Node): Quantity | Missing | undefined {
  if (node.kind === 'number') return exact(node.value);
  const parts =
    node.kind === 'binary'
      ? [node.left, node.right]
      : node.kind === 'unary'
        ? [node.of]
        : node.kind === 'call'
          ? node.args
          : [];
  const [a, b] = parts.map(folded);
  if (a === undefined || a.kind === 'missing') return a;
  if (node.kind === 'unary') return node.op === '-' ? negative(a) : undefined;
  if (node.kind === 'binary') {
    const { op } = node;
    if (b === undefined || b.kind === 'missing') return b;
    return op === '+' || op === '-' || op === '*' || op === '/' || op === '^'
      ? operate(op, a, b)
      : undefined;
  }
  if (node.kind !== 'call') return undefined;
  if (node.name === 'abs') return absolute(a);
  return node.name === 'log' || node.name === 'sqrt' || node.name === 'exp'
    ? rising(node.name, a)
    : undefined;
}
