import type { ElementType } from '../tensors/element-type.ts';
import { type Attribute, type Node, type Ref, typeOf } from './graph.ts';

/** Names of the placeholders that carry low parts. */
export const lowName = (name: string): string => `${name}_low`;

/**
 * Retypes a recorded graph from float32 to float64.
 *
 * Every float node becomes double. Only placeholders and results cannot be, so a value crosses the
 * boundary as a pair: x = hi + lo on the way in, and on the way out hi = fl₃₂(x), lo = fl₃₂(x − hi).
 * `paired` names the placeholders that come with a low part. Results alternate hi, lo for floats.
 */
export function toDouble(
  nodes: readonly Node[],
  outputs: readonly Ref[],
  paired: ReadonlySet<string>,
): { nodes: Node[]; outputs: Ref[] } {
  const out: Node[] = [];
  const replaced = new Map<string, Ref>();
  const widen = (r: Ref): Ref => replaced.get(r.node) ?? { ...r, type: wide(r.type) };
  for (const node of nodes) {
    if (node.op === 'Placeholder') {
      out.push(node);
      const shape = shapeOf(node);
      if (elementOf(node) === 'float32')
        replaced.set(node.name, join(node.name, shape, paired.has(node.name), out));
    } else {
      out.push({ ...node, inputs: node.inputs.map(widen), attributes: retype(node.attributes) });
    }
  }
  const results = outputs.flatMap((r, i) =>
    r.type === 'float32' ? split(widen(r), `result${i}`, out) : [widen(r)],
  );
  return { nodes: out, outputs: results };
}

function join(name: string, shape: readonly number[], hasLow: boolean, out: Node[]): Ref {
  const high = cast(
    { node: name, output: 0, type: 'float32', shape },
    'double',
    `${name}_wide`,
    out,
  );
  if (!hasLow) return high;
  const attributes: Record<string, Attribute> = {
    dtype: typeOf('float32'),
    shape: { kind: 'shape', shape },
  };
  out.push({ name: lowName(name), op: 'Placeholder', inputs: [], attributes });
  const low = cast(
    { node: lowName(name), output: 0, type: 'float32', shape },
    'double',
    `${name}_low_wide`,
    out,
  );
  return binary('AddV2', high, low, `${name}_joined`, out);
}

function split(x: Ref, name: string, out: Node[]): Ref[] {
  const high = cast(x, 'float32', `${name}_high`, out);
  const back = cast(high, 'double', `${name}_back`, out);
  const rest = binary('Sub', x, back, `${name}_rest`, out);
  return [high, cast(rest, 'float32', `${name}_low`, out)];
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

function binary(op: string, a: Ref, b: Ref, name: string, out: Node[]): Ref {
  out.push({ name, op, inputs: [a, b], attributes: { T: typeOf('double') } });
  return { node: name, output: 0, type: 'double', shape: a.shape };
}

const wide = (type: ElementType): ElementType => (type === 'float32' ? 'double' : type);

const retype = (attributes: Node['attributes']): Node['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, a]): [string, Attribute] => {
      if (a.kind === 'type') return [name, typeOf(wide(a.type))];
      if (a.kind === 'const')
        return [name, { kind: 'const', constant: { ...a.constant, type: wide(a.constant.type) } }];
      return [name, a];
    }),
  );

const elementOf = (node: Node): ElementType =>
  (node.attributes.dtype as Attribute & { kind: 'type' }).type;
const shapeOf = (node: Node): readonly number[] =>
  (node.attributes.shape as Attribute & { kind: 'shape' }).shape;
