import { beforeAll, describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { accumulate } from '../../../src/engine/program/accumulate.ts';
import { compile, type Precision } from '../../../src/engine/program/compile.ts';
import { compileLoop, type LoopFunctions } from '../../../src/engine/program/loop.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { add, mul, neg, square, sum } from '../../../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import {
  indices,
  type Params,
  type Tensor,
  tensor,
  wholeNumbers,
} from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { EXAMPLES, initial, network, smallProblem } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const TURNS = 21;
/** Rows of a step: six, and every seventh step four of them. */
const rowsOf = (step: number) =>
  Int32Array.from({ length: isOdd(step) ? 4 : 6 }, (_, i) => (5 * step + 7 * i) % EXAMPLES);
const isOdd = (step: number) => step % 7 === 6;
const dtOf = (step: number) => 0.05 / (1 + step / 3);

/** SGD with momentum, of which each turn keeps its loss. */
function functions(precision: Precision) {
  const { objective, dispose: free } = smallProblem(precision);
  const turn: LoopFunctions['turn'] = (state, [dt, rows]) => {
    const half = state.length / 2;
    const { value, gradient } = objective.gradient(state.slice(0, half), rows);
    const v = state.slice(half).map((vi, i) => add(mul(vi, 0.9), neg(gradient[i]!)));
    const theta = state.slice(0, half).map((t, i) => add(t, mul(v[i]!, dt!)));
    return [...theta, ...v, value];
  };
  /** Of four equal terms, as a loop of its own. */
  const gauge = (state: Params): Tensor =>
    accumulate(4, () => [
      mul(
        state.map((t) => sum(square(t))).reduce((a, b) => add(a, b)),
        0.25,
      ),
    ])[0]!;
  const look = (state: Params): Tensor => objective.value(state.slice(0, state.length / 2));
  return { turn, gauge, look, free };
}

const start = (precision: Precision): Tensor[] => {
  const theta = initial();
  const weights = precision === 'double' ? Float64Array.from(theta, (x) => x / 3) : theta;
  const noise = rng(2).fork('v').normals(theta.length);
  return [...unflatten(weights, network.shapes), ...unflatten(noise, network.shapes)];
};

/** Turns one by one, each a call of a graph of its own: the states after each, losses, gauges and looks. */
function oneByOne(precision: Precision) {
  const { turn, gauge, look, free } = functions(precision);
  const step = compile(([dt, rows, ...state]) => turn(state, [dt!, rows!]), precision);
  const numbers = [gauge, look].map((of) => compile((state) => [of(state)], precision));
  const told = {
    states: [] as Float64Array[],
    losses: [] as number[],
    gauges: [] as number[],
    looks: [] as number[],
  };
  let state = start(precision);
  for (let k = 0; k < TURNS; k++) {
    const given = [tensor(Float64Array.of(dtOf(k)), []), indices(rowsOf(k))];
    const out = step([...given, ...state]);
    const loss = out.pop()!;
    told.losses.push(read64(loss)[0]!);
    dispose([...given, ...state, loss]);
    state = out;
    told.states.push(flatten64(state));
    for (const [i, of] of numbers.entries()) {
      const [x] = of(state);
      (i === 0 ? told.gauges : told.looks).push(read64(x!)[0]!);
      dispose(x!);
    }
  }
  dispose(state);
  for (const program of [step, ...numbers]) program.dispose();
  free();
  return told;
}

/** The same in one call: pieces end after so many turns, with looks at some of them. */
function together(
  precision: Precision,
  {
    stops,
    looks,
    bound,
    xla = false,
  }: { stops: number[]; looks: number[]; bound: number; xla?: boolean },
) {
  const { free, ...parts } = functions(precision);
  const loop = compileLoop(parts, precision, { xla });
  const steps = Array.from({ length: stops.at(-1)! }, (_, k) => k);
  const kinds = [steps.filter((k) => !isOdd(k)), steps.filter(isOdd)];
  const own = kinds.map((of) => [
    wholeNumbers(Int32Array.from(of.flatMap((k) => [...rowsOf(k)])), [
      of.length,
      rowsOf(of[0]!).length,
    ]),
  ]);
  const every = [tensor(Float64Array.from(steps, dtOf), [steps.length])];
  const state = start(precision);
  const out = loop({
    ...{ state, every, own, bound },
    ends: kinds.map((of) => Int32Array.from(stops, (taken) => of.filter((k) => k < taken).length)),
    looks: Int32Array.from(looks),
  });
  const states = flatten64(out.state);
  dispose([...state, ...every, ...own.flat(), ...out.state]);
  loop.dispose();
  free();
  return { ...out, states };
}

const NONE = Number.NEGATIVE_INFINITY;

describe.each(['single', 'double'] as const)('in %s precision', (precision) => {
  test('turns in a loop have the bytes of turns one by one, with what they keep and what is measured on the way', () => {
    const truth = oneByOne(precision);
    const stops = [7, 10, 14, 21];
    const found = together(precision, { stops, looks: [0, 1, 0, 1], bound: NONE });
    expect(found.pieces).toBe(4);
    expect(found.states).toEqual(truth.states.at(-1));
    expect([...found.kept[0]!]).toEqual(truth.losses);
    expect([...found.gauges]).toEqual(stops.map((k) => truth.gauges[k - 1]));
    expect([found.looks[1], found.looks[3]]).toEqual([truth.looks[9], truth.looks[20]]);
  });

  test('XLA compiles the same loop, sums within and ends at bounds included', () => {
    const truth = oneByOne(precision);
    const stops = [3, 7, 14, 21];
    const bound = truth.looks[13]! + 1e-6;
    const asked = { stops, looks: [0, 1, 1, 1], bound };
    const [plain, found] = [false, true].map((xla) => together(precision, { ...asked, xla }));
    expect(found!.pieces).toBe(3);
    const near = (a: Iterable<number>, b: Iterable<number>) => {
      const [x, y] = [a, b].map((of) => Float64Array.from(of));
      const size = Math.hypot(...y!);
      expect(Math.hypot(...x!.map((xi, i) => xi - y![i]!))).toBeLessThan(
        (precision === 'single' ? 1e-6 : 1e-14) * size,
      );
    };
    near(found!.states, plain!.states);
    near(found!.kept[0]!, plain!.kept[0]!);
    near(found!.gauges.slice(0, 3), plain!.gauges.slice(0, 3));
    near(found!.looks.slice(1, 3), plain!.looks.slice(1, 3));
    expect(found!.states).not.toEqual(plain!.states);
  });

  test('a look at or below the bound ends the loop there', () => {
    const truth = oneByOne(precision);
    const stops = [3, 7, 14, 21];
    const bound = truth.looks[6]! + 1e-6;
    const found = together(precision, { stops, looks: [0, 1, 1, 1], bound });
    expect(truth.looks[2]).toBeGreaterThan(bound);
    expect(found.pieces).toBe(2);
    expect(found.states).toEqual(truth.states[6]);
  });
});
