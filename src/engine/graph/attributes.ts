import { dataTypes, type ElementType } from '../tensors/element-type.ts';
import type { NativeBackend, OpAttribute } from '../tensors/native-backend.ts';
import { type Attribute, type Node, typeOf } from './graph.ts';

/** An attribute as the addon takes it, in the form the graph stores. */
export function translate(
  op: string,
  { name, type, value }: OpAttribute,
  { binding }: NativeBackend,
): Attribute {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return typeOf(typeByCode(op, value as number));
    case binding.TF_ATTR_BOOL:
      return { kind: 'bool', value: value as boolean };
    case binding.TF_ATTR_INT:
      return Array.isArray(value)
        ? { kind: 'ints', values: value as number[] }
        : { kind: 'int', value: value as number };
    case binding.TF_ATTR_FLOAT:
      return { kind: 'float', value: value as number };
    case binding.TF_ATTR_STRING:
      return { kind: 'string', value: value as string };
    case binding.TF_ATTR_SHAPE:
      return { kind: 'shape', shape: value as number[] };
    default:
      throw new Error(`cannot compile ${op}; attribute ${name} has unknown type ${type}`);
  }
}

function typeByCode(op: string, code: number): ElementType {
  const type = (['float32', 'int32', 'bool'] as const).find((name) => dataTypes[name] === code);
  if (type === undefined)
    throw new Error(`cannot compile ${op}; element type not float32, int32 or bool: ${code}`);
  return type;
}

/** Gives a node the attributes that the eager runtime infers and a graph must state. */
export function normalise(node: Node): Node {
  const { op, inputs, attributes } = node;
  const first = inputs[0]?.type;
  if (op === 'BatchMatMulV2' && inputs.every((r) => r.shape.length === 2)) {
    const { adj_x, adj_y, ...rest } = attributes;
    // Rank 2 alone: MatMul is what the graph optimizer fuses with bias and activation.
    return {
      ...node,
      op: 'MatMul',
      attributes: { ...rest, transpose_a: adj_x!, transpose_b: adj_y! },
    };
  }
  if (op === 'ExpandDims' && !('T' in attributes)) {
    return {
      ...node,
      attributes: { ...attributes, T: typeOf(first!), Tdim: typeOf(inputs[1]!.type) },
    };
  }
  if (!('T' in attributes) && UNSTATED.has(op)) {
    // The last input, since Select's first is its condition.
    return { ...node, attributes: { ...attributes, T: typeOf(inputs.at(-1)!.type) } };
  }
  return node;
}

/** Ops that tfjs-node issues without their `T`, found by compiling every op the lab uses. */
const UNSTATED = new Set([
  'Abs',
  'Elu',
  'Erf',
  'Exp',
  'Identity',
  'Log',
  'LogSoftmax',
  'Neg',
  'Reciprocal',
  'Relu',
  'Rsqrt',
  'Select',
  'SelectV2',
  'Sigmoid',
  'Sign',
  'Softmax',
  'Softplus',
  'Sqrt',
  'Square',
  'Tanh',
  'ZerosLike',
]);
