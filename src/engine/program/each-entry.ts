import * as tf from '@tensorflow/tfjs-core';
import { Body } from '../graph/body.ts';
import { dispose } from '../tensors/memory.ts';
import { exactOf, rememberExact } from '../tensors/precise.ts';
import type { Params, Tensor } from '../tensors/tensor.ts';
import { Inlined } from './inlined.ts';
import type { Residual } from './residual.ts';
import type { Around } from './stages.ts';

/** The function of each entry of lists along their first axes; results are lists of its results. */
export function eachEntry(around: Residual['around'], lists: Params): Tensor[] {
  const like = lists.map(entryLike);
  const count = tf.scalar(lists[0]!.shape[0]!, 'int32');
  const results = around(overEntries, like, lists, [count]);
  dispose([...like, count]);
  return results;
}

/** The function's inputs become lists; after them comes the number of their entries. */
const overEntries: Around = (fn, { from, to, more }) => {
  const inner = new Inlined(fn);
  const lists = inner.own(from, to, (shape) => [-1, ...shape]);
  const count = inner.input('entries', { type: 'int32', shape: [] }, more);
  const top = new Body('each');
  const [, ...results] = top.loop({
    state: [top.whole(0), ...inner.outputs.map((out) => top.list(count, out))],
    goesOn: (body, [k]) => body.less(k!, count),
    turn(body, [k, ...done]) {
      const entries = lists.map((list) => body.entry(list, k!));
      const found = inner.results(body, entries);
      return [
        body.plus(k!, body.whole(1)),
        ...done.map((list, i) => body.put(list, k!, found[i]!)),
      ];
    },
  });
  return inner.recorded(top.nodes, results);
};

/** A tensor like the entries of a list, with exact values where the list has them. */
function entryLike(list: Tensor): Tensor {
  const out = tf.zeros(list.shape.slice(1), list.dtype);
  if (exactOf(list) !== undefined) rememberExact(out, new Float64Array(out.size));
  return out;
}
