/** An expression as it was understood: plain data, never code. `at` is where its text begins, 0-based. */
export type Node =
  | { readonly kind: 'number'; readonly at: number; readonly value: number }
  | { readonly kind: 'truth'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'word'; readonly at: number; readonly word: string }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly Node[] }
  | { readonly kind: 'name'; readonly at: number; readonly name: string }
  | Unary
  | Binary
  | Call
  | { readonly kind: 'index'; readonly at: number; readonly of: Node; readonly arm: string };

export interface Unary {
  readonly kind: 'unary';
  readonly at: number;
  readonly op: '-' | 'not' | 'exists';
  readonly of: Node;
}

export interface Binary {
  readonly kind: 'binary';
  readonly at: number;
  readonly op: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

export interface Call {
  readonly kind: 'call';
  readonly at: number;
  readonly name: string;
  /** The first argument always, and others without a name. */
  readonly args: readonly Node[];
  /** `name = expression` after the first argument. */
  readonly named: readonly NamedArgument[];
}

export interface NamedArgument {
  readonly name: string;
  readonly at: number;
  readonly value: Node;
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '^';
export type BinaryOperator = Comparison | Arithmetic | 'and' | 'or';

/** An expression with the text that it was read from. */
export interface Expression {
  readonly text: string;
  readonly node: Node;
  /** What it is called in sentences and on axes; absent: as it is written. */
  readonly words?: string;
}

export const isComparison = (op: BinaryOperator): op is Comparison =>
  ['=', '!=', '<', '<=', '>', '>='].includes(op);

/** The expressions that a node is made of, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'unary':
    case 'index':
      return [node.of];
    case 'binary':
      return [node.left, node.right];
    case 'list':
      return node.items;
    case 'call':
      return [...node.args, ...node.named.map(({ value }) => value)];
    default:
      return [];
  }
}

/** Every name that occurs in an expression, in the order of the text; words that are compared with are among them. */
export const namesOfNode = (node: Node): readonly Extract<Node, { kind: 'name' }>[] =>
  node.kind === 'name' ? [node] : childrenOf(node).flatMap(namesOfNode);
