import { dataTypes, type ElementType } from '../tensors/element-type.ts';
import type { Attribute, Constant, GraphFunction, Node, Ref } from './graph.ts';
import { outputOf } from './output-names.ts';
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
 * node_def.proto, function.proto, op_def.proto, attr_value.proto and tensor.proto of TensorFlow 2.9: the generated
 * classes that tfjs-node ships take 10 to 50 times longer.
 *
 * @throws Error for a node of a function of whose op the outputs' names are not known
 */
export function savedModel(nodes: readonly Node[], outputs: readonly Ref[]): Uint8Array {
  const library: Field[] = [];
  const graph = [...nodes, ...outputs.map(result)].map((node) =>
    message(1, ...nodeDef(node, inGraph, library)),
  );
  const info = message(1, bytes(4, TAG));
  const functions = library.length === 0 ? [] : [message(2, ...library)];
  const written = [...graph, ...functions, message(4, varint(1, PRODUCER))];
  return joined([varint(1, 1), message(2, info, message(2, ...written))]);
}

const result = (ref: Ref, i: number): Node => ({
  name: outputName(i),
  op: 'Identity',
  inputs: [ref],
  attributes: { T: { kind: 'type', type: ref.type } },
});

/** How a node names one of its inputs. */
type Naming = (r: Ref) => string;

const inGraph: Naming = (r) => (r.output === 0 ? r.node : `${r.node}:${r.output}`);

/** Inside a function results are found by the names that their ops give them, and arguments by their own. */
function inFunction(nodes: readonly Node[]): Naming {
  const ops = new Map(nodes.map(({ name, op }) => [name, op]));
  return (r) => {
    const op = ops.get(r.node);
    return op === undefined ? r.node : `${r.node}:${outputOf(op, r.output)}`;
  };
}

/** A node; functions that it names are added to the library. */
const nodeDef = (
  { name, op, inputs, attributes }: Node,
  naming: Naming,
  library: Field[],
): Field[] => [
  bytes(1, name),
  bytes(2, op),
  ...inputs.map((r) => bytes(3, naming(r))),
  ...Object.entries(attributes).map(([key, value]) =>
    message(5, bytes(1, key), message(2, attrValue(value, library))),
  ),
];

function attrValue(a: Attribute, library: Field[]): Field {
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
    case 'types':
      return message(1, ...a.types.map((type) => varint(6, dataTypes[type])));
    case 'shapes':
      return message(1, ...a.shapes.map((shape) => message(7, ...shapeDef(shape))));
    case 'const':
      return message(8, ...tensorDef(a.constant));
    case 'function':
      return message(10, bytes(1, addFunction(a.function, library)));
  }
}

/** Adds a function, after those that its own nodes name, and returns its name: its number. */
function addFunction({ args, nodes, results }: GraphFunction, library: Field[]): string {
  const naming = inFunction(nodes);
  const body = nodes.map((node) => message(3, ...nodeDef(node, naming, library)));
  const name = `function${library.length}`;
  const arg = (own: string, type: ElementType) => [bytes(1, own), varint(3, dataTypes[type])];
  const signature = message(
    1,
    bytes(1, name),
    ...args.map(({ node, type }) => message(2, ...arg(node, type))),
    ...results.map(({ type }, i) => message(3, ...arg(`result${i}`, type))),
  );
  const returns = results.map((r, i) => message(4, bytes(1, `result${i}`), bytes(2, naming(r))));
  library.push(message(1, signature, ...body, ...returns));
  return name;
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
