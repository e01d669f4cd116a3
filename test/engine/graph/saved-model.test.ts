import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { Attribute, Node, Ref } from '../../../src/engine/graph/graph.ts';
import { outputName, savedModel } from '../../../src/engine/graph/saved-model.ts';
import { dataTypes } from '../../../src/engine/tensors/element-type.ts';

// The classes that protobuf's own compiler made, as tfjs-node ships them: they read what we wrote.
const { SavedModel } = createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb');

/** The nodes of a SavedModel as those classes read it, and the bytes that they would write. */
function decoded(bytes: Uint8Array) {
  const model = SavedModel.deserializeBinary(bytes);
  const [meta] = model.getMetaGraphsList();
  const nodes: ReturnType<typeof Object>[] = meta.getGraphDef().getNodeList();
  return { model, meta, nodes };
}

/** One attribute, written in a node of its own and read back. */
function attribute(value: Attribute) {
  const node: Node = { name: 'a', op: 'Op', inputs: [], attributes: { key: value } };
  return decoded(savedModel([node], []))
    .nodes[0].getAttrMap()
    .get('key');
}

describe('a graph written as a SavedModel', () => {
  const ref = (node: string, output = 0): Ref => ({ node, output, type: 'int32', shape: [2] });
  const nodes: Node[] = [
    {
      name: 'x',
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype: { kind: 'type', type: 'int32' } },
    },
    { name: 'y', op: 'Split', inputs: [ref('x'), ref('z', 1)], attributes: {} },
  ];
  const bytes = savedModel(nodes, [ref('y', 2)]);

  test('has the nodes with their inputs, then an Identity for each result', () => {
    const read = decoded(bytes).nodes.map((n) => [n.getName(), n.getOp(), n.getInputList()]);
    expect(read).toEqual([
      ['x', 'Placeholder', []],
      ['y', 'Split', ['x', 'z:1']],
      [outputName(0), 'Identity', ['y:2']],
    ]);
    const T = decoded(bytes).nodes[2].getAttrMap().get('T');
    expect(T.getType()).toBe(dataTypes.int32);
  });

  test('has its schema version, its tag and its producer', () => {
    const { model, meta } = decoded(bytes);
    expect(model.getSavedModelSchemaVersion()).toBe(1);
    expect(meta.getMetaInfoDef().getTagsList()).toEqual(['serve']);
    expect(meta.getGraphDef().getVersions().getProducer()).toBe(1087);
  });

  test('is what protobuf writes from it, so nothing is lost or unknown', () => {
    const again = decoded(decoded(bytes).model.serializeBinary());
    expect(again.model.toObject()).toEqual(decoded(bytes).model.toObject());
  });

  test('is the same bytes for the same graph, and others for another', () => {
    expect(savedModel(nodes, [ref('y', 2)])).toEqual(bytes);
    expect(savedModel(nodes, [ref('y', 1)])).not.toEqual(bytes);
  });
});

describe('an attribute is read back by protobuf as it was written:', () => {
  test.each([0, 1, 127, 128, 300, 2 ** 31 - 1, 2 ** 31, 2 ** 40 + 1, -1, -(2 ** 31)])(
    'the whole number %d',
    (value) => {
      expect(Number(attribute({ kind: 'int', value }).getI())).toBe(value);
      const list = attribute({ kind: 'ints', values: [value, 5] })
        .getList()
        .getIList();
      expect(list.map(Number)).toEqual([value, 5]);
    },
  );

  test.each([0, 1.5, -1e-7, 3e38, Number.POSITIVE_INFINITY])('the number %d', (value) => {
    const read = attribute({ kind: 'float', value });
    expect(read.hasF()).toBe(true);
    expect(read.getF()).toBe(Math.fround(value));
  });

  test.each([true, false])('%s', (value) => {
    const read = attribute({ kind: 'bool', value });
    expect([read.hasB(), read.getB()]).toEqual([true, value]);
  });

  test.each(['', 'NHWC', 'η'.repeat(100)])('the text "%s"', (value) => {
    expect(Buffer.from(attribute({ kind: 'string', value }).getS_asU8()).toString()).toBe(value);
  });

  test('an empty list of whole numbers is a list', () => {
    expect(attribute({ kind: 'ints', values: [] }).hasList()).toBe(true);
  });

  test.each([[[]], [[0]], [[784, 1, 300]]])('the shape %j', (shape: number[]) => {
    const read = attribute({ kind: 'shape', shape }).getShape();
    expect(read.getDimList().map((d: { getSize(): string }) => Number(d.getSize()))).toEqual(shape);
    expect(read.getUnknownRank()).toBe(false);
  });

  test.each([
    ['float32', Float64Array.of(0.1, -2), Float32Array.of(0.1, -2)],
    ['double', Float64Array.of(0.1, -2), Float64Array.of(0.1, -2)],
    ['int32', Int32Array.of(-7, 300), Int32Array.of(-7, 300)],
    ['bool', Uint8Array.of(1, 0), Uint8Array.of(1, 0)],
  ] as const)('a %s constant', (type, values, stored) => {
    const read = attribute({ kind: 'const', constant: { type, shape: [2], values } }).getTensor();
    expect(read.getDtype()).toBe(dataTypes[type]);
    expect(read.getTensorShape().getDimList()).toHaveLength(1);
    expect(Buffer.from(read.getTensorContent_asU8())).toEqual(Buffer.from(stored.buffer));
  });
});
