import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attribute, type Constant, dataTypes, type Node, type Ref } from './graph.ts';
import type { NativeBackend } from './native-backend.ts';

/** Graph producer version, that of TensorFlow 2.12 (graph.proto); any later runtime accepts it. */
const PRODUCER = 1087;

/** Names of a loaded graph's results, in order. */
export const outputName = (i: number): string => `output${i}`;

/**
 * Loads a graph into a TensorFlow session and returns the session's number.
 *
 * The graph travels as a SavedModel, the one form that tfjs-node loads; its file lives only for the
 * time of the call.
 */
export function loadGraph(
  backend: NativeBackend,
  nodes: readonly Node[],
  outputs: readonly Ref[],
): number {
  const folder = mkdtempSync(join(tmpdir(), 'flowlab-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes, outputs));
    return backend.loadSavedModelMetaGraph(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function savedModel(nodes: readonly Node[], outputs: readonly Ref[]): Uint8Array {
  const pb = messages();
  const graph = new pb.GraphDef();
  const version = new pb.VersionDef();
  version.setProducer(PRODUCER);
  graph.setVersions(version);
  for (const node of [...nodes, ...outputs.map(result)]) graph.addNode(nodeDef(node));
  const meta = new pb.MetaGraphDef();
  const info = new pb.MetaGraphDef.MetaInfoDef();
  info.addTags('serve');
  meta.setMetaInfoDef(info);
  meta.setGraphDef(graph);
  const model = new pb.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.addMetaGraphs(meta);
  return model.serializeBinary();
}

const result = (ref: Ref, i: number): Node => ({
  name: outputName(i),
  op: 'Identity',
  inputs: [ref],
  attributes: { T: { kind: 'type', type: ref.type } },
});

function nodeDef(node: Node): Message {
  const def = new (messages().NodeDef)();
  def.setName(node.name);
  def.setOp(node.op);
  for (const r of node.inputs) def.addInput(r.output === 0 ? r.node : `${r.node}:${r.output}`);
  if (node.after !== undefined) def.addInput(`^${node.after}`);
  const attributes = def.getAttrMap();
  for (const [name, attribute] of Object.entries(node.attributes))
    attributes.set(name, attrValue(attribute));
  return def;
}

function attrValue(a: Attribute): Message {
  const pb = messages();
  const value = new pb.AttrValue();
  switch (a.kind) {
    case 'type':
      value.setType(dataTypes[a.type]);
      break;
    case 'bool':
      value.setB(a.value);
      break;
    case 'int':
      value.setI(a.value);
      break;
    case 'float':
      value.setF(a.value);
      break;
    case 'string':
      value.setS(Buffer.from(a.value));
      break;
    case 'shape':
      value.setShape(shapeDef(a.shape));
      break;
    case 'ints': {
      const list = new pb.AttrValue.ListValue();
      list.setIList([...a.values]);
      value.setList(list);
      break;
    }
    case 'const':
      value.setTensor(tensorDef(a.constant));
  }
  return value;
}

function tensorDef({ type, shape, values }: Constant): Message {
  const def = new (messages().Tensor)();
  def.setDtype(dataTypes[type]);
  def.setTensorShape(shapeDef(shape));
  const exact = type === 'float32' ? Float32Array.from(values) : values;
  def.setTensorContent(new Uint8Array(exact.buffer, exact.byteOffset, exact.byteLength));
  return def;
}

function shapeDef(shape: readonly number[]): Message {
  const pb = messages();
  const def = new pb.TensorShape();
  for (const size of shape) {
    const dim = new pb.TensorShape.Dim();
    dim.setSize(size);
    def.addDim(dim);
  }
  return def;
}

/** A generated protobuf message: setters and adders by name. */
// biome-ignore lint/suspicious/noExplicitAny: the generated classes ship without types
type Message = any;
/** The message classes that tfjs-node ships, loaded once and only when a graph is written. */
const messages = (): Message =>
  createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb');
