import type { ElementType } from '../tensors/element-type.ts';
import { bytesKey } from './bytes-key.ts';

/** An attribute of a graph node (attr_value.proto). */
export type Attribute =
  | { readonly kind: 'type'; readonly type: ElementType }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly values: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly shape: readonly number[] }
  | { readonly kind: 'const'; readonly constant: Constant }
  | { readonly kind: 'types'; readonly types: readonly ElementType[] }
  | { readonly kind: 'shapes'; readonly shapes: readonly (readonly number[])[] }
  | { readonly kind: 'function'; readonly function: GraphFunction };

/** A graph with arguments, as a loop's condition and body are; its nodes see nothing but the arguments. */
export interface GraphFunction {
  /** Values that nodes name as if nodes of these names gave them. */
  readonly args: readonly Ref[];
  readonly nodes: readonly Node[];
  readonly results: readonly Ref[];
}

/** A value written into the graph. Floats are kept in float64 until the precision is chosen. */
export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: Float64Array | Int32Array | Uint8Array;
}

/** A result of a node: its name and which of its outputs. */
export interface Ref {
  readonly node: string;
  readonly output: number;
  readonly type: ElementType;
  /** −1 along the first axis where each call may have another length. */
  readonly shape: readonly number[];
}

/** One operation, or a placeholder. Nodes stand in execution order. */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Ref[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export const typeOf = (type: ElementType): Attribute => ({ kind: 'type', type });

/** Nodes that the outputs depend on, in order, each computation once. */
export function simplify(
  nodes: readonly Node[],
  outputs: readonly Ref[],
): { nodes: Node[]; outputs: Ref[] } {
  const { nodes: unique, rename } = merge(nodes);
  const wanted = outputs.map(rename);
  const needed = new Set(wanted.map((r) => r.node));
  for (const node of [...unique].reverse()) {
    if (needed.has(node.name)) for (const input of node.inputs) needed.add(input.node);
  }
  return { nodes: unique.filter((n) => needed.has(n.name)), outputs: wanted };
}

/** Every op here is a pure function, so equal ops on equal inputs are one node. */
function merge(nodes: readonly Node[]): { nodes: Node[]; rename: (r: Ref) => Ref } {
  const first = new Map<string, string>();
  const alias = new Map<string, string>();
  const rename = (r: Ref): Ref => ({ ...r, node: alias.get(r.node) ?? r.node });
  const unique: Node[] = [];
  for (const node of nodes) {
    const renamed = { ...node, inputs: node.inputs.map(rename) };
    const key = node.op === 'Placeholder' ? node.name : signature(renamed);
    const twin = first.get(key);
    if (twin !== undefined) alias.set(node.name, twin);
    else {
      first.set(key, node.name);
      unique.push(renamed);
    }
  }
  return { nodes: unique, rename };
}

function signature(node: Node): string {
  const attributes = Object.entries(node.attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, a]) => `${name}=${a.kind === 'const' ? constantKey(a.constant) : JSON.stringify(a)}`,
    );
  return `${node.op}(${node.inputs.map((r) => `${r.node}:${r.output}`).join()})${attributes.join(';')}`;
}

const constantKey = ({ type, shape, values }: Constant): string =>
  `${type}[${shape.join()}]${bytesKey(values)}`;
