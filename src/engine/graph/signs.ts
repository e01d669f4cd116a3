import type { ElementType } from '../tensors/element-type.ts';
import { Body } from './body.ts';
import { type Constant, type Node, type Ref, typeOf } from './graph.ts';

/** Philox4x32-10 among the generators of TensorFlow (rng_alg.h). */
const PHILOX = 1;

/**
 * The nodes that draw the first n signs of the stream with this key, as `Rng.signs` does. Shapes [2] → [n].
 *
 * TensorFlow's generator is the lab's: a block of four words is Philox4x32-10 of the counter. A byte of
 * a word stands for eight signs, lowest bit first, which are looked up.
 */
export function signNodes(
  key: Ref,
  n: number,
  prefix: string,
): { readonly nodes: readonly Node[]; readonly result: Ref } {
  const body = new Body(`${prefix}_signs`);
  const words = Math.ceil(n / 32);
  const bitcast = (x: Ref, type: ElementType, shape: readonly number[]) =>
    body.emit('Bitcast', [x], { type, shape }, { T: typeOf(x.type), type: typeOf(type) });
  const from = body.constant({ type: 'int32', shape: [2, 2], values: new Int32Array(4) });
  const drawn = body.emit(
    'StatelessRandomUniformFullIntV2',
    [
      body.whole([words]),
      bitcast(body.reshape(key, [1, 2]), 'uint64', [1]),
      bitcast(from, 'uint64', [2]),
      body.whole(PHILOX),
    ],
    { type: 'int32', shape: [words] },
    { dtype: typeOf('int32'), Tshape: typeOf('int32') },
  );
  const bytes = body.emit(
    'Cast',
    [bitcast(drawn, 'uint8', [words, 4])],
    { type: 'int32', shape: [words, 4] },
    {
      ...{ SrcT: typeOf('uint8'), DstT: typeOf('int32') },
      Truncate: { kind: 'bool', value: false },
    },
  );
  const eights = body.entry(body.constant(ofByte), body.reshape(bytes, [4 * words]));
  const all = body.reshape({ ...eights, shape: [4 * words, 8] }, [32 * words]);
  const result = body.emit(
    'Slice',
    [all, body.whole([0]), body.whole([n])],
    { type: 'float32', shape: [n] },
    { T: typeOf('float32'), Index: typeOf('int32') },
  );
  return { nodes: body.nodes, result };
}

/** Of each byte the signs of its bits. */
const ofByte: Constant = {
  ...{ type: 'float32', shape: [256, 8] },
  values: Float64Array.from({ length: 2048 }, (_, i) => ((i >> 3) & (1 << (i & 7)) ? -1 : 1)),
};
