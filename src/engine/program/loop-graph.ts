import { Body, type Loop } from '../graph/body.ts';
import type { Node, Ref } from '../graph/graph.ts';
import { lowerLoops } from '../graph/loops.ts';
import { mergeMatMuls } from '../graph/merge-matmuls.ts';
import { inputName } from '../graph/trace.ts';
import type { Params } from '../tensors/tensor.ts';
import { LoopInputs } from './loop-inputs.ts';
import type { Recorded } from './program.ts';

/** The functions of a loop as they were recorded. */
export interface LoopParts {
  /**
   * One turn of each kind: from the state, entries of the lists for all turns, and of those for its kind, to the state and
   * what is kept of the turn.
   */
  readonly turns: readonly Recorded[];
  /** A number of the state. Shape []. */
  readonly gauge: Recorded;
  /** Another, which costs more. */
  readonly look?: Recorded;
}

/** Tensors like those of every call, of lists with any number of entries. */
export interface LoopTensors {
  readonly state: Params;
  /** Of each turn. */
  readonly every: Params;
  /** Of each turn of a kind, by kind. */
  readonly own: readonly Params[];
}

/**
 * The graph of a loop in pieces: of each piece its turns of each kind, then its gauge, and its look where that is asked for.
 *
 * It ends after the pieces asked for, or a look at or below a bound, or one that is no number. Inputs, after those of
 * `LoopTensors`: for each kind how many turns of it there are up to the end of each piece; flags of looks; the number of pieces;
 * the bound; the shapes of a list of pieces and of the lists of what is kept. Results: pieces done, gauges, looks (the one before, where none was asked for), the
 * state, and what was kept of each turn. With `xla` XLA compiles all of it, anew for each length of the lists.
 */
export function loopGraph(
  { turns, gauge, look }: LoopParts,
  like: LoopTensors,
  xla = false,
): Recorded {
  const inputs = new LoopInputs();
  const state = inputs.like(like.state);
  const every = inputs.lists(like.every);
  const own = like.own.map((of) => inputs.lists(of));
  const ends = own.map(() => inputs.plain('int32', [-1]));
  const flags = inputs.plain('int32', [-1]);
  const count = inputs.plain('int32', []);
  const bound = inputs.plain('float32', []);
  const forms = turns[0]!.outputs.slice(state.length);
  const perPiece = inputs.plain('int32', [1]);
  const perTurn = forms.map(({ shape }) => inputs.plain('int32', [1 + shape.length]));
  const parts = new Map(
    [...turns, gauge, ...(look ? [look] : [])].map((part) => [part, prepared(part, inputs)]),
  );
  const inlined = (body: Body, part: Recorded, given: readonly Ref[]): Ref[] => {
    const { graph, outside } = parts.get(part)!;
    const values = new Map(given.map((r, i) => [inputName(i), r]));
    return body.inline(graph, new Map([...values, ...outside]));
  };

  const top = new Body('loop');
  const kinds = turns.length;
  const numbers = { type: 'float32', shape: [-1] } as const;
  const kept = forms.map(({ type, shape }, i) =>
    top.zeros(perTurn[i]!, { type, shape: [-1, ...shape] }),
  );
  /** The turns of a kind up to the end of a piece; `done` of each kind so far. */
  const turned = (body: Body, q: number, j: Ref, done: readonly Ref[], now: readonly Ref[]) => {
    const until = body.entry(ends[q]!, j);
    const others = done.filter((_, i) => i !== q);
    return body.loop({
      state: [done[q]!, ...now],
      goesOn: (condition, [k]) => condition.less(k!, until),
      turn(inner, [k, ...current]) {
        const at = others.reduce((sum, other) => inner.plus(sum, other), k!);
        const entries = [
          ...every.map((list) => inner.entry(list, at)),
          ...own[q]!.map((list) => inner.entry(list, k!)),
        ];
        const weights = current.slice(0, state.length);
        const results = inlined(inner, turns[q]!, [...weights, ...entries]);
        const lists = current.slice(state.length);
        return [
          inner.plus(k!, inner.whole(1)),
          ...results.slice(0, state.length),
          ...lists.map((list, i) => inner.put(list, at, results[state.length + i]!)),
        ];
      },
    });
  };
  /** A look where the flag of the piece says so, as a loop of one turn or none. */
  const looked = (body: Body, j: Ref, weights: readonly Ref[], before: Ref): Ref => {
    if (look === undefined) return before;
    const flag = body.entry(flags, j);
    return body.loop({
      state: [body.whole(0), before],
      goesOn: (condition, [k]) => condition.less(k!, flag),
      turn: (inner, [k]) => [inner.plus(k!, inner.whole(1)), inlined(inner, look, weights)[0]!],
    })[1]!;
  };
  const whole: Loop = {
    state: [
      ...[top.whole(0), top.number(Number.POSITIVE_INFINITY), top.zeros(perPiece, numbers)],
      ...[top.zeros(perPiece, numbers), ...turns.map(() => top.whole(0)), ...state, ...kept],
    ],
    goesOn: (body, [j, last]) => body.both(body.less(j!, count), body.less(bound, last!)),
    turn(body, [j, last, gauges, looks, ...all]) {
      let [done, now] = [all.slice(0, kinds), all.slice(kinds)];
      for (const q of turns.keys()) {
        const [k, ...next] = turned(body, q, j!, done, now);
        done = done.map((before, i) => (i === q ? k! : before));
        now = next;
      }
      const weights = now.slice(0, state.length);
      const [size] = inlined(body, gauge, weights);
      const seen = looked(body, j!, weights, last!);
      return [
        ...[body.plus(j!, body.whole(1)), seen],
        ...[body.put(gauges!, j!, size!), body.put(looks!, j!, seen), ...done, ...now],
      ];
    },
  };
  const [pieces, ...rest] = xla ? top.compiled((body) => body.loop(whole)) : top.loop(whole);
  const [, gauges, looks, ...all] = rest;
  return {
    nodes: [...inputs.nodes, ...top.nodes],
    outputs: [pieces!, gauges!, looks!, ...all.slice(kinds)],
    sources: inputs.sources,
  };
}

interface Prepared {
  readonly graph: { readonly nodes: readonly Node[]; readonly outputs: readonly Ref[] };
  readonly outside: ReadonlyMap<string, Ref>;
}

const prepared = (part: Recorded, inputs: LoopInputs): Prepared => ({
  graph: lowerLoops(mergeMatMuls(part.nodes, part.outputs)),
  outside: inputs.captured(part),
});
