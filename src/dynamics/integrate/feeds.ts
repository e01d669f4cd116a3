import { dispose } from '../../engine/tensors/memory.ts';
import { scalar } from '../../engine/tensors/precise.ts';
import { indices, type Params, type Tensor, tensor } from '../../engine/tensors/tensor.ts';
import type { Clock, Term } from './term.ts';

/** Runs `body` with dt and the term's feeds for one step as tensors, which it frees. */
export function withStepFeeds<T>(
  at: Clock,
  term: Term,
  body: (dt: Tensor, feeds: Tensor[]) => T,
): T {
  const dt = scalar(at.dt);
  const given = term.feeds?.(at) ?? [];
  const feeds = given.map((x) => (x instanceof Int32Array ? indices(x) : tensor(x, [x.length])));
  try {
    return body(dt, feeds);
  } finally {
    dispose([dt, ...feeds]);
  }
}

/** Splits a list of weights and, after them, `count` feeds. */
export function split(rest: Params, count: number): { theta: Params; feeds: Params } {
  const weights = rest.length - count;
  return { theta: rest.slice(0, weights), feeds: rest.slice(weights) };
}
