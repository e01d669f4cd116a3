import { type ExpressionIssue, issueAt } from './issue.ts';
import { Mistake } from './mistake.ts';
import { BINDING, MINUS, NOT } from './precedence.ts';
import {
  type BinaryOperator,
  type Expression,
  isComparison,
  type NamedArgument,
  type Node,
} from './syntax.ts';
import { type Token, type Tokens, tokensOf } from './tokens.ts';

/** Deeper ones are a mistake, and would end the stack. */
const DEEPEST = 100;
/** A sum is as deep as it has terms. */
const LONGEST = 2000;

/**
 * Reads an expression of the language of docs/claims.md, or says where it is wrong. Nothing is ever executed:
 * the answer is a tree of plain data. By precedence climbing: Pratt 1973, "Top down operator precedence". `^` binds to the right, and tighter than a minus
 * before it: -2^2 = −4.
 *
 * @example
 * const found = parseExpression('tail(sharpness, 0.4)*rate/2');
 * console.log('node' in found); // true
 */
export const parseExpression = (text: string): Expression | ExpressionIssue =>
  parseTokens(text, tokensOf(text));

/** Reads a text by its tokens, or says where it is wrong, as they do where they are none. */
export function parseTokens(text: string, tokens: Tokens): Expression | ExpressionIssue {
  if (!('length' in tokens)) return tokens;
  const parser = new Parser(tokens);
  try {
    const node = parser.whole();
    const last = tokens[LONGEST];
    if (last !== undefined)
      throw new Mistake(last.at, `more than ${LONGEST} words and signs; name parts in let:`);
    return { text, node };
  } catch (error) {
    if (error instanceof Mistake) return issueAt(text, error.at, error.message);
    throw error;
  }
}

/** Whether reading failed. */
export const isIssue = (found: Expression | ExpressionIssue): found is ExpressionIssue =>
  !('node' in found);

class Parser {
  readonly tokens: readonly Token[];
  position = 0;
  depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Node {
    if (this.isAtEnd()) throw new Mistake(0, 'empty; write an expression');
    const node = this.expression(0);
    if (!this.isAtEnd()) throw this.unexpected('an operator');
    return node;
  }

  get next(): Token {
    return this.tokens[this.position]!;
  }

  isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  take(): Token {
    return this.tokens[this.position++]!;
  }

  is(text: string): boolean {
    return this.next.text === text && this.next.kind !== 'word' && this.next.kind !== 'end';
  }

  expect(text: string): void {
    if (!this.is(text)) throw this.unexpected(`"${text}"`);
    this.position++;
  }

  unexpected(wanted: string): Mistake {
    const { kind, text, at } = this.next;
    return new Mistake(at, `expected ${wanted}, found ${kind === 'end' ? 'the end' : `"${text}"`}`);
  }

  expression(tightest: number): Node {
    if (++this.depth > DEEPEST)
      throw new Mistake(this.next.at, `nested more than ${DEEPEST} deep; name parts of it in let:`);
    let left = this.postfix(this.prefix());
    for (;;) {
      const op = this.operator();
      if (op === undefined || BINDING[op] <= tightest) break;
      const at = this.take().at;
      // To the right for ^, so that 2^3^2 = 2^9.
      const right = this.expression(op === '^' ? BINDING[op] - 1 : BINDING[op]);
      left = { kind: 'binary', at, op, left, right };
      const after = this.operator();
      if (isComparison(op) && after !== undefined && isComparison(after))
        throw new Mistake(this.next.at, 'comparisons do not chain; write a < b and b < c');
    }
    this.depth--;
    return left;
  }

  operator(): BinaryOperator | undefined {
    const { kind, text } = this.next;
    return (kind === 'symbol' || kind === 'name') && Object.hasOwn(BINDING, text)
      ? (text as BinaryOperator)
      : undefined;
  }

  prefix(): Node {
    const { kind, text, at } = this.next;
    if (kind === 'number') return this.number();
    if (kind === 'word') return { kind: 'word', at, word: this.take().text };
    if (this.is('(')) {
      this.take();
      const inner = this.expression(0);
      this.expect(')');
      return inner;
    }
    if (this.is('[')) return this.list();
    if (this.is('-')) {
      this.take();
      return { kind: 'unary', op: '-', at, of: this.expression(MINUS) };
    }
    if (this.is('not')) {
      this.take();
      return { kind: 'unary', op: 'not', at, of: this.expression(NOT) };
    }
    if (kind !== 'name' || ['and', 'or', 'exists'].includes(text))
      throw this.unexpected('a number, a name or "("');
    this.take();
    if (text === 'true' || text === 'false') return { kind: 'truth', at, value: text === 'true' };
    return this.is('(') ? this.call(text, at) : { kind: 'name', at, name: text };
  }

  number(): Node {
    const { text, at } = this.take();
    const value = Number(text);
    if (!Number.isFinite(value)) throw new Mistake(at, `${text} is too large for a number`);
    if (!this.is('%')) return { kind: 'number', at, value };
    this.take();
    return { kind: 'number', at, value: value / 100 };
  }

  list(): Node {
    const { at } = this.take();
    const items: Node[] = [];
    while (!this.is(']')) {
      items.push(this.expression(0));
      if (!this.is(']')) this.expect(',');
    }
    this.take();
    return { kind: 'list', at, items };
  }

  call(name: string, at: number): Node {
    this.take();
    const args: Node[] = [];
    const named: NamedArgument[] = [];
    while (!this.is(')')) {
      const [first, second] = [this.next, this.tokens[this.position + 1]];
      if (args.length > 0 && first.kind === 'name' && second?.text === '=') {
        this.position += 2;
        if (named.some((other) => other.name === first.text))
          throw new Mistake(first.at, `"${first.text}" is given twice`);
        named.push({ name: first.text, at: first.at, value: this.expression(0) });
      } else if (named.length > 0) {
        throw new Mistake(first.at, 'arguments without a name come first; write name = value');
      } else {
        args.push(this.expression(0));
      }
      if (!this.is(')')) this.expect(',');
    }
    this.take();
    return { kind: 'call', at, name, args, named };
  }

  postfix(start: Node): Node {
    let node = start;
    for (;;) {
      if (this.is('exists')) node = { kind: 'unary', op: 'exists', at: this.take().at, of: node };
      else if (this.is('[')) {
        const { at } = this.take();
        if (this.next.kind !== 'name') throw this.unexpected('the name of an arm');
        node = { kind: 'index', at, of: node, arm: this.take().text };
        this.expect(']');
      } else return node;
    }
  }
}
