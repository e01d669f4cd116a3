import { type MethodSpec, methodEntry, methodOf } from '../../lab/methods/registry.ts';
import { edgeFormula, edgeValue } from '../../lab/spec/edge.ts';
import type { LiveState } from './state.ts';

/** A method that is trained beside others. */
export interface Lane {
  /** Its place in colours and lists, whatever stands beside it. */
  readonly id: 'flow' | 'descent' | 'sgd' | 'companion';
  /** `SGD B=16 η=0.1` */
  readonly title: string;
  readonly method: MethodSpec;
  /** λ at which it loses stability on a quadratic, with its formula; absent where no closed form is known. */
  readonly edge?: { readonly value: number; readonly formula: string };
}

/** Relative error of a step of gradient flow: far below the distances that are shown. */
const TOLERANCE = 1e-4;

/** Batches are independent of each other, as the noise of the texts is; within an epoch of a permutation it would cancel. */
const sampling = 'with-replacement';

/** What is trained side by side: gradient flow, gradient descent, SGD, and one more where that is asked for. */
export function lanesOf(state: LiveState): readonly Lane[] {
  const { rate, batch } = state;
  const given: [Lane['id'], MethodSpec][] = [
    ['flow', methodEntry('gradient-flow').specOf({ tolerance: TOLERANCE })],
    ['descent', methodEntry('gradient-descent').specOf({ rate })],
    ['sgd', methodEntry('sgd').specOf({ rate, batch: batchOf(state, batch), sampling })],
  ];
  const further = companionOf(state);
  return [...given, ...(further ? [['companion', further] as const] : [])].map(([id, method]) => {
    const { label, card } = methodOf(method);
    const edge = card.edge?.quantity === 'sharpness' ? card.edge : undefined;
    return {
      ...{ id, method, title: id === 'flow' ? card.title : label },
      ...(edge && { edge: { value: edgeValue(edge), formula: edgeFormula(edge) } }),
    };
  });
}

/** No batch is larger than the training set. */
const batchOf = ({ train }: LiveState, batch: number): number => Math.min(train, batch);

function companionOf(state: LiveState): MethodSpec | undefined {
  const { companion, rate, batch } = state;
  switch (companion) {
    case 'none':
      return undefined;
    case 'half-rate':
      return methodEntry('gradient-descent').specOf({ rate: rate / 2 });
    case 'larger-batch':
      return methodEntry('sgd').specOf({ rate, batch: batchOf(state, 4 * batch), sampling });
    case 'same-noise':
      return methodEntry('sgd').specOf({
        rate: rate / 2,
        sampling,
        batch: batchOf(state, Math.max(1, Math.round(batch / 2))),
      });
    case 'sgd-flow':
      return methodEntry('stochastic-flow').specOf({
        ...{ rate, batch: batchOf(state, batch), dt: rate },
      });
    case 'heavy-ball':
    case 'nesterov':
      return methodEntry(companion).specOf({ rate });
  }
}

/** Sums of 0.1 and the like carry round-off, which nobody wants to read. */
const rounded = (x: number): number => Number(x.toPrecision(12));

/** Steps of gradient descent: as many as fit into the training time, and one at least. */
export const stepsOf = ({ time, rate }: LiveState): number => Math.max(1, Math.round(time / rate));

/** Training time at which all methods end: a whole number of steps of gradient descent. */
export const endOf = (state: LiveState): number => rounded(stepsOf(state) * state.rate);

/** How often all methods are looked at together, at most. */
const MEETINGS = 100;

/** Training times at which all methods are looked at: at the start, at the end, and at steps of gradient descent between them. */
export function meetingsOf(state: LiveState): number[] {
  const steps = stepsOf(state);
  const every = Math.ceil(steps / MEETINGS);
  const times = Array.from({ length: Math.ceil(steps / every) }, (_, k) =>
    rounded(k * every * state.rate),
  );
  return [...times, endOf(state)];
}
