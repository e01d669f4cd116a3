import type { ElementType } from '../tensors/element-type.ts';
import { type Attribute, type GraphFunction, type Node, type Ref, typeOf } from './graph.ts';

/** Names of the placeholders that carry the bits of float64 values. */
export const bitsName = (name: string): string => `${name}_bits`;

/**
 * Retypes a recorded graph from float32 to float64.
 *
 * Every float node becomes double. Only placeholders and results cannot be, so a float64 value crosses
 * the boundary as its bits, in int32 of shape [...shape, 2], which TensorFlow reads as doubles without
 * touching them. The placeholders that `exact` names are replaced by one of bits; others are float32
 * and widened. Results alternate fl₃₂(x) and the bits of x for floats.
 */
export function toDouble(
  nodes: readonly Node[],
  outputs: readonly Ref[],
  exact: ReadonlySet<string>,
): { nodes: Node[]; outputs: Ref[] } {
  const out: Node[] = [];
  const replaced = new Map<string, Ref>();
  const widen = (r: Ref): Ref => replaced.get(r.node) ?? { ...r, type: wide(r.type) };
  for (const node of nodes) {
    if (node.op !== 'Placeholder') {
      out.push({ ...node, inputs: node.inputs.map(widen), attributes: retype(node.attributes) });
    } else if (elementOf(node) !== 'float32') out.push(node);
    else {
      const input = exact.has(node.name) ? fromBits(node, out) : widened(node, out);
      replaced.set(node.name, input);
    }
  }
  const results = outputs.flatMap((r, i) =>
    r.type === 'float32' ? split(widen(r), `result${i}`, out) : [widen(r)],
  );
  return { nodes: out, outputs: results };
}

function widened(node: Node, out: Node[]): Ref {
  out.push(node);
  const given: Ref = { node: node.name, output: 0, type: 'float32', shape: shapeOf(node) };
  return cast(given, 'double', `${node.name}_wide`, out);
}

function fromBits(node: Node, out: Node[]): Ref {
  const shape = shapeOf(node);
  const words = [...shape, 2];
  const attributes: Record<string, Attribute> = {
    dtype: typeOf('int32'),
    shape: { kind: 'shape', shape: words },
  };
  const name = bitsName(node.name);
  out.push({ name, op: 'Placeholder', inputs: [], attributes });
  const bits: Ref = { node: name, output: 0, type: 'int32', shape: words };
  return bitcast(bits, 'double', shape, `${node.name}_exact`, out);
}

const split = (x: Ref, name: string, out: Node[]): Ref[] => [
  cast(x, 'float32', `${name}_rounded`, out),
  bitcast(x, 'int32', [...x.shape, 2], `${name}_bits`, out),
];

function bitcast(
  x: Ref,
  to: ElementType,
  shape: readonly number[],
  name: string,
  out: Node[],
): Ref {
  const attributes: Record<string, Attribute> = { T: typeOf(x.type), type: typeOf(to) };
  out.push({ name, op: 'Bitcast', inputs: [x], attributes });
  return { node: name, output: 0, type: to, shape };
}

function cast(x: Ref, to: ElementType, name: string, out: Node[]): Ref {
  const attributes: Record<string, Attribute> = {
    SrcT: typeOf(x.type),
    DstT: typeOf(to),
    Truncate: { kind: 'bool', value: false },
  };
  out.push({ name, op: 'Cast', inputs: [x], attributes });
  return { node: name, output: 0, type: to, shape: x.shape };
}

const wide = (type: ElementType): ElementType => (type === 'float32' ? 'double' : type);

const retype = (attributes: Node['attributes']): Node['attributes'] =>
  Object.fromEntries(Object.entries(attributes).map(([name, a]) => [name, retyped(a)]));

function retyped(a: Attribute): Attribute {
  switch (a.kind) {
    case 'type':
      return typeOf(wide(a.type));
    case 'types':
      return { kind: 'types', types: a.types.map(wide) };
    case 'const':
      return { kind: 'const', constant: { ...a.constant, type: wide(a.constant.type) } };
    case 'function':
      return { kind: 'function', function: retypedFunction(a.function) };
    default:
      return a;
  }
}

function retypedFunction({ args, nodes, results }: GraphFunction): GraphFunction {
  const widen = (r: Ref): Ref => ({ ...r, type: wide(r.type) });
  return {
    args: args.map(widen),
    nodes: nodes.map((n) => ({
      ...n,
      inputs: n.inputs.map(widen),
      attributes: retype(n.attributes),
    })),
    results: results.map(widen),
  };
}

const elementOf = (node: Node): ElementType =>
  (node.attributes.dtype as Attribute & { kind: 'type' }).type;
const shapeOf = (node: Node): readonly number[] =>
  (node.attributes.shape as Attribute & { kind: 'shape' }).shape;
