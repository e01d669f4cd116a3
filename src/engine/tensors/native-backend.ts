import * as tf from '@tensorflow/tfjs-core';

/** An attribute as tfjs-node passes it to an op; `type` is one of the binding's TF_ATTR codes. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's addon that the compiler names. */
export interface Binding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

export type Execute = (name: string, attrs: OpAttribute[], inputs: tf.Tensor[]) => tf.Tensor;
export type ExecuteMany = (
  name: string,
  attrs: OpAttribute[],
  inputs: tf.Tensor[],
  outputs: number,
) => tf.Tensor[];

/** The part of tfjs-node's backend that the compiler names. */
export interface NativeBackend extends tf.KernelBackend {
  readonly binding: Binding;
  executeSingleOutput: Execute;
  executeMultipleOutputs: ExecuteMany;
  move(id: object, values: unknown, shape: number[], dtype: tf.DataType, refs: number): void;
  readSync(id: object): Float32Array | Int32Array | Uint8Array;
  loadSavedModelMetaGraph(path: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    inputs: readonly tf.Tensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): tf.Tensor[];
}

/** The native backend if it is the one in use. */
export const nativeBackend = (): NativeBackend | undefined =>
  tf.getBackend() === 'tensorflow' ? (tf.backend() as NativeBackend) : undefined;
