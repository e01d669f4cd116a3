import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCondition } from '../../../src/claims/expression/clauses.ts';
import { isIssue, parseExpression } from '../../../src/claims/expression/parse.ts';
import type { Arithmetic, Node } from '../../../src/claims/expression/syntax.ts';
import { operate } from '../../../src/claims/table/arithmetic.ts';
import { exact } from '../../../src/claims/table/value.ts';

/** With every bracket that there is, so that precedence shows. */
function bracketed(node: Node): string {
  switch (node.kind) {
    case 'number':
    case 'truth':
      return String(node.value);
    case 'word':
      return `'${node.word}'`;
    case 'name':
      return node.name;
    case 'list':
      return `[${node.items.map(bracketed).join(', ')}]`;
    case 'index':
      return `${bracketed(node.of)}[${node.arm}]`;
    case 'unary':
      return node.op === 'exists'
        ? `(${bracketed(node.of)} exists)`
        : `(${node.op} ${bracketed(node.of)})`;
    case 'binary':
      return `(${bracketed(node.left)} ${node.op} ${bracketed(node.right)})`;
    case 'call':
      return `${node.name}(${[...node.args.map(bracketed), ...node.named.map(({ name, value }) => `${name} = ${bracketed(value)}`)].join(', ')})`;
  }
}

const read = (text: string, parse = parseExpression): string => {
  const found = parse(text);
  return isIssue(found) ? `${found.line}:${found.column} ${found.message}` : bracketed(found.node);
};

describe('parseExpression', () => {
  test.each([
    ['1 + 2*3^2^2/4 - 5', '((1 + ((2 * (3 ^ (2 ^ 2))) / 4)) - 5)'],
    ['-x^2', '(- (x ^ 2))'],
    ['2^-1', '(2 ^ (- 1))'],
    ['a - b - c', '((a - b) - c)'],
    ['not a and b or c', '(((not a) and b) or c)'],
    ['not x > 1', '(not (x > 1))'],
    ['method = gradient-descent', '(method = gradient-descent)'],
    ['batch <= 64 and schedule.factor ≠ .5', '((batch <= 64) and (schedule.factor != 0.5))'],
    ['theta - theta0', '(theta - theta0)'],
    ['5%*rate', '(0.05 * rate)'],
    ['trace[small]/trace[full]', '(trace[small] / trace[full])'],
    ['edge exists and edge < 0.6*end', '((edge exists) and (edge < (0.6 * end)))'],
    ['at(s, trainLoss = 0.02)', 'at(s, trainLoss = 0.02)'],
    ['crossing(ending = diverged, over = rate)', 'crossing((ending = diverged), over = rate)'],
    [
      'mean(s, after = step > 900, before = min(edge, end))',
      'mean(s, after = (step > 900), before = min(edge, end))',
    ],
    ['hidden = [16, 16]', '(hidden = [16, 16])'],
    ["data.name = 'my set'", "(data.name = 'my set')"],
    ['1e-3 − 2·x', '(0.001 - (2 * x))'],
  ])('reads %s', (text, tree) => {
    expect(read(text)).toBe(tree);
  });

  test.each([
    ['method=sgd batch<=16', '((method = sgd) and (batch <= 16))'],
    ['a = 1 or b = 2 c = 3', '((a = 1) or ((b = 2) and (c = 3)))'],
    [
      '(a = 1 or b = 2) not c = 3 d exists e > 5%',
      '(((((a = 1) or (b = 2)) and (not (c = 3))) and (d exists)) and (e > 0.05))',
    ],
    ['a < b < c', '1:7 comparisons do not chain; write a < b and b < c'],
    ['a < 1 2', '1:7 expected an operator, found "2"'],
    ['', '1:1 empty; write an expression'],
  ])('reads the condition %s with and between its clauses', (text, tree) => {
    expect(read(text, parseCondition)).toBe(tree);
  });

  test.each([
    ['', '1:1 empty; write an expression'],
    ['1 +', '1:4 expected a number, a name or "(", found the end'],
    ['(1 + 2', '1:7 expected ")", found the end'],
    ['a < b < c', '1:7 comparisons do not chain; write a < b and b < c'],
    ['x\n+ * y', '2:3 expected a number, a name or "(", found "*"'],
    ['x $ y', '1:3 $ has no meaning here'],
    ["method = 'sgd", "1:10 no closing '"],
    ['mean(s, after = 1, 2)', '1:20 arguments without a name come first; write name = value'],
    ['mean(s, after = 1, after = 2)', '1:20 "after" is given twice'],
    ['1 2', '1:3 expected an operator, found "2"'],
    ['1e999', '1:1 1e999 is too large for a number'],
    ['trace[1]', '1:7 expected the name of an arm, found "1"'],
  ])('says where %j is wrong', (text, message) => {
    expect(read(text)).toBe(message);
  });

  test('reads back whatever it printed, for any tree', () => {
    const leaf: fc.Arbitrary<Node> = fc.oneof(
      fc.integer({ min: 0, max: 99 }).map((value): Node => ({ kind: 'number', at: 0, value })),
      fc
        .constantFrom('rate', 'sharpness', 'a.b')
        .map((name): Node => ({ kind: 'name', at: 0, name })),
    );
    const { tree } = fc.letrec<{ tree: Node }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(fc.constantFrom<Arithmetic>('+', '-', '*', '/', '^'), tie('tree'), tie('tree'))
          .map(([op, left, right]): Node => ({ kind: 'binary', at: 0, op, left, right })),
        tie('tree').map((of): Node => ({ kind: 'unary', at: 0, op: '-', of })),
      ),
    }));
    fc.assert(
      fc.property(tree, (node) => {
        expect(read(bracketed(node))).toBe(bracketed(node));
      }),
      { numRuns: 300 },
    );
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void parseExpression(text)),
      { numRuns: 500 },
    );
    expect(read('('.repeat(5000))).toContain('nested more than 100 deep');
  });
});

describe('operate', () => {
  test('has ends that hold every answer of numbers between the ends', () => {
    const end = fc.double({ min: -5, max: 5, noNaN: true });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const quantity = fc.tuple(end, end, part);
    fc.assert(
      fc.property(
        fc.constantFrom<Arithmetic>('+', '-', '*', '/'),
        quantity,
        quantity,
        part,
        part,
        (op, a, b, s, t) => {
          const q = ([x, y, m]: readonly [number, number, number]) => {
            const [low, high] = [Math.min(x, y), Math.max(x, y)];
            return {
              kind: 'number' as const,
              low,
              high,
              value: Math.min(high, low + m * (high - low)),
            };
          };
          const [p, r] = [q(a), q(b)];
          const whole = operate(op, p, r);
          // Rounding may leave a sum of denormals just beyond the end.
          const within = ({ low, high }: typeof p, share: number) =>
            exact(Math.min(high, low + share * (high - low)));
          const inner = operate(op, within(p, s), within(r, t));
          if (whole.kind === 'missing' || inner.kind === 'missing') return;
          // A quotient by a denormal is infinite, and needs no room.
          const size = Number.isFinite(inner.value) ? Math.abs(inner.value) : 0;
          const room = 1e-9 * Math.max(1, size);
          expect(whole.low - room).toBeLessThanOrEqual(inner.value);
          expect(whole.high + room).toBeGreaterThanOrEqual(inner.value);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
