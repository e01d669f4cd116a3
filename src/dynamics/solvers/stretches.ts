import type { Precision } from '../../engine/program/compile.ts';
import { compileLoop } from '../../engine/program/loop.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { cut, norm } from '../integrate/params-algebra.ts';
import type {
  Asked,
  Departure,
  Measured,
  SolverState,
  Stretch,
  Stretches,
  Told,
} from '../integrate/solver.ts';
import { drifts, type Term } from '../integrate/term.ts';
import { turnOf } from '../integrate/turning.ts';
import { type StepFunction, stepFrom } from './step-function.ts';
import { ENTRIES, StepLists } from './step-lists.ts';

/** Milliseconds of a call: short, since nothing else gets its turn meanwhile, and long beside what a call costs, 0.1 to 0.3. */
const CALL = 50;
/** Steps of a call at most: lists of losses grow no longer. */
const MOST = 1024;
/** Bytes of rows, noise and numbers that a call takes along, at most. */
const BYTES = 1 << 23;
/** Parameters × examples that a call may take on before steps were timed: some 10 ms of a network without convolutions. */
const UNTIMED = 2e7;
/** Name under which a state holds the point before the last of a path whose turns are told. */
const BEFORE = 'one before';

/**
 * Many steps in one call, as a loop in a TensorFlow graph: rows, noise, dt and factors of each step are rows of lists, and θ, what is
 * carried, losses and norms stay in the graph.
 *
 * Each step has the bytes of a call of its own, and one graph serves any number of steps, so that how many a call takes may go by the time they take.
 */
export function stretchesOf(
  term: Term,
  advance: StepFunction,
  precision: Precision,
  { losses = false, turns = false, look, xla = false }: Told,
): Omit<Stretches, 'one'> & { dispose(): void } {
  const { carries = [], factors = () => [] } = advance;
  const numbers = factors(1, 0).length;
  const parts = 1 + carries.length;
  /** θ alone of the state of the loop. */
  const weights = (state: Params) => cut(state, parts + Number(turns))[0]!;
  const loop = compileLoop(
    {
      turn(state, [dt, ...entries]) {
        const moving = cut(state, parts + Number(turns));
        const at = {
          ...{ now: moving.slice(0, parts).flat(), dt: dt! },
          ...{ factors: entries.slice(0, numbers), feeds: entries.slice(numbers) },
        };
        const out = stepFrom(term, advance, at, losses);
        if (!turns) return out;
        const next = out.slice(0, losses ? -1 : undefined);
        const [theta, before] = [moving[0]!, moving[parts]!];
        const kept = losses ? out.slice(-1) : [];
        return [...next, ...theta, ...kept, turnOf(cut(next, parts)[0]!, theta, before)];
      },
      gauge: (state) => norm(weights(state)),
      look: look && ((state) => look(weights(state))),
    },
    precision,
    { xla },
  );
  const lists = new StepLists(term, factors, precision, xla);
  let milliseconds: number | undefined;
  const names = [...carries, ...(turns ? [BEFORE] : [])];
  const take = ({ theta, state }: Departure, asked: Asked): Stretch => {
    const plan = lists.of(asked, state.numbers.first ?? 0);
    const from = names.flatMap((name) => state.vectors[name] ?? theta);
    const start = performance.now();
    const out = freeing([...plan.every, ...plan.own.flat()], () =>
      loop({ ...plan, state: [...theta, ...from], bound: asked.bound }),
    );
    const taken = plan.taken[out.pieces - 1]!;
    if (!out.fresh) milliseconds = (performance.now() - start) / taken;
    const [next, ...vectors] = cut(out.state, 1 + names.length) as [Tensor[], ...Tensor[][]];
    const kept = [...out.kept];
    const seen = losses ? [...kept.shift()!.slice(0, taken)] : [];
    const turned = turns ? kept.shift()!.slice(0, 3 * taken) : [];
    return {
      ...{ taken, theta: next, losses: seen, state: stateOf(state, names, vectors) },
      work: drifts(term, taken * advance.drifts),
      turns: Array.from({ length: turned.length / 3 }, (_, k) => ({
        ...{ size: turned[3 * k]!, length: turned[3 * k + 1]! },
        turn: turned[3 * k + 2]!,
      })),
      measured: new Map(
        plan.taken.slice(0, out.pieces).map((steps, j): [number, Measured] => [
          steps,
          {
            size: out.gauges[j]!,
            ...(look !== undefined && plan.looks[j] === 1 && { loss: out.looks[j]! }),
          },
        ]),
      ),
    };
  };
  return {
    take,
    room() {
      const most = Math.min(xla ? ENTRIES : MOST, BYTES / Math.max(1, lists.bytes));
      const untimed = Math.min(MOST / 16, UNTIMED / (term.size ?? UNTIMED));
      return Math.max(1, Math.floor(Math.min(most, milliseconds ? CALL / milliseconds : untimed)));
    },
    dispose: loop.dispose,
  };
}

/** Runs `body`, and then frees these tensors. */
function freeing<T>(tensors: Params, body: () => T): T {
  try {
    return body();
  } finally {
    dispose(tensors);
  }
}

const stateOf = (
  { numbers }: SolverState,
  names: readonly string[],
  vectors: readonly Params[],
): SolverState => ({
  numbers,
  vectors: Object.fromEntries(names.map((name, j) => [name, vectors[j]!])),
});
