import { dataTypes } from '../tensors/element-type.ts';
import type { Attribute, Constant, Node, Ref } from './graph.ts';
import { bytes, type Field, fixed32, joined, message, varint } from './wire.ts';

/** Graph producer version, that of TensorFlow 2.12 (graph.proto); any later runtime accepts it. */
const PRODUCER = 1087;

/** Names of a loaded graph's results, in order. */
export const outputName = (i: number): string => `output${i}`;

/** The tag under which a graph is found in its SavedModel. */
export const TAG = 'serve';

/**
 * A graph as a SavedModel, the one form that tfjs-node loads; equal graphs have equal bytes.
 *
 * Written field by field, with the numbers of saved_model.proto, meta_graph.proto, graph.proto,
 * node_def.proto, attr_value.proto and tensor.proto of TensorFlow 2.9: the generated classes that
 * tfjs-node ships take 10 to 50 times longer.
 */
export function savedModel(nodes: readonly Node[], outputs: readonly Ref[]): Uint8Array {
  const graph = [
    ...[...nodes, ...outputs.map(result)].map((node) => message(1, ...nodeDef(node))),
    message(4, varint(1, PRODUCER)),
  ];
  const info = message(1, bytes(4, TAG));
  return joined([varint(1, 1), message(2, info, message(2, ...graph))]);
}

const result = (ref: Ref, i: number): Node => ({
  name: outputName(i),
  op: 'Identity',
  inputs: [ref],
  attributes: { T: { kind: 'type', type: ref.type } },
});

const nodeDef = ({ name, op, inputs, attributes, after }: Node): Field[] => [
  bytes(1, name),
  bytes(2, op),
  ...inputs.map((r) => bytes(3, r.output === 0 ? r.node : `${r.node}:${r.output}`)),
  ...(after === undefined ? [] : [bytes(3, `^${after}`)]),
  ...Object.entries(attributes).map(([key, value]) =>
    message(5, bytes(1, key), message(2, attrValue(value))),
  ),
];

function attrValue(a: Attribute): Field {
  switch (a.kind) {
    case 'type':
      return varint(6, dataTypes[a.type]);
    case 'bool':
      return varint(5, a.value);
    case 'int':
      return varint(3, a.value);
    case 'float':
      return fixed32(4, a.value);
    case 'string':
      return bytes(2, a.value);
    case 'shape':
      return message(7, ...shapeDef(a.shape));
    case 'ints':
      return message(1, ...a.values.map((value) => varint(3, value)));
    case 'const':
      return message(8, ...tensorDef(a.constant));
  }
}

function tensorDef({ type, shape, values }: Constant): Field[] {
  const exact = type === 'float32' ? Float32Array.from(values) : values;
  return [
    varint(1, dataTypes[type]),
    message(2, ...shapeDef(shape)),
    bytes(4, new Uint8Array(exact.buffer, exact.byteOffset, exact.byteLength)),
  ];
}

const shapeDef = (shape: readonly number[]): Field[] =>
  shape.map((size) => message(2, varint(1, size)));
