import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { type Compiled, compile } from '../../../src/engine/program/compile.ts';
import { IDLE_NODES, IDLE_SESSIONS } from '../../../src/engine/program/sessions.ts';
import { dispose, scoped } from '../../../src/engine/tensors/memory.ts';
import { type NativeBackend, nativeBackend } from '../../../src/engine/tensors/native-backend.ts';
import { add, mul, sub } from '../../../src/engine/tensors/operations.ts';
import { flatten, unflatten } from '../../../src/engine/tensors/params.ts';
import { type Params, type Tensor, tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { initial, smallProblem } from '../../support/small-training.ts';

let backend: NativeBackend & { getNumOfSavedModels(): number };
beforeAll(async () => {
  await openEngine('native');
  backend = nativeBackend() as typeof backend;
});
expectNoLeaks();

/** Graphs loaded since the test began, and sessions open now. */
let loads = 0;
const open = () => backend.getNumOfSavedModels();
let load: NativeBackend['loadSavedModelMetaGraph'];
beforeEach(() => {
  loads = 0;
  load = backend.loadSavedModelMetaGraph;
  backend.loadSavedModelMetaGraph = (...args) => {
    loads++;
    return load.apply(backend, args);
  };
});
afterEach(() => {
  backend.loadSavedModelMetaGraph = load;
});

const at = (f: (inputs: Params) => Tensor[], ...x: number[]): number[] =>
  scoped(() => [...flatten(f([tensor(Float32Array.from(x), [x.length])]))]);

/** x ↦ c x, a graph of its own for each c; c must not occur in another test. */
const times = (c: number): Compiled => compile(([x]) => [mul(x!, c)]);

describe('functions of the same graph', () => {
  test('share one session, and one goes on when the other is disposed', () => {
    const [f, g] = [times(101), times(101)];
    expect(at(f, 2)).toEqual([202]);
    expect(at(g, 3)).toEqual([303]);
    expect(loads).toBe(1);
    f.dispose();
    expect(at(g, 4)).toEqual([404]);
    g.dispose();
  });

  test('load nothing when the last one was disposed and another comes', () => {
    for (let i = 0; i < 5; i++) {
      const f = times(102);
      expect(at(f, i)).toEqual([102 * i]);
      f.dispose();
    }
    expect(loads).toBe(1);
  });

  test('give the same bits as a session of their own', () => {
    const { objective, dispose: free } = smallProblem();
    const step = () =>
      compile((theta) =>
        objective.gradient(theta).gradient.map((g, i) => sub(theta[i]!, mul(g, 0.3))),
      );
    const run = () => {
      const f = step();
      const theta = unflatten(Float32Array.from(initial()), objective.shapes);
      const out = f(theta);
      const values = flatten(out);
      dispose([...theta, ...out]);
      f.dispose();
      return values;
    };
    const first = run();
    expect(loads).toBe(1);
    expect(run()).toEqual(first);
    expect(loads).toBe(1);
    flush();
    expect(run()).toEqual(first);
    expect(loads).toBeGreaterThan(1);
    free();
  });

  test('share it although they feed different tensors from outside', () => {
    const [a, b] = [3, 5].map((c) => tensor(new Float32Array(300).fill(c), [300]));
    const [f, g] = [a!, b!].map((outside) => compile(([x]) => [add(outside, x!)]));
    const first = (h: Compiled) => at(h, ...new Array(300).fill(1))[0];
    expect([first(f!), first(g!), first(f!)]).toEqual([4, 6, 4]);
    expect(loads).toBe(1);
    f!.dispose();
    g!.dispose();
    dispose([a!, b!]);
  });
});

test('functions that differ in a constant or a shape alone have sessions of their own', () => {
  const [f, g] = [times(103), times(104)];
  expect([at(f, 1), at(g, 1), at(f, 1, 1)]).toEqual([[103], [104], [103, 103]]);
  expect(loads).toBe(3);
  f.dispose();
  g.dispose();
});

/** Drives every session without a user out. */
function flush(): void {
  for (let i = 0; i <= IDLE_SESSIONS; i++) {
    const f = times(1000 + i);
    at(f, 1);
    f.dispose();
  }
}

describe('sessions without a user', () => {
  test(`are at most ${IDLE_SESSIONS}, the longest unused go first, and used ones stay`, () => {
    const used = times(105);
    at(used, 1);
    const oldest = times(106);
    at(oldest, 1);
    oldest.dispose();
    flush();
    const before = open();
    flush();
    expect(open()).toBe(before);
    expect(before).toBe(IDLE_SESSIONS + 1);
    loads = 0;
    expect(at(used, 2)).toEqual([210]);
    const newest = times(1000 + IDLE_SESSIONS);
    at(newest, 1);
    expect(loads).toBe(0);
    const again = times(106);
    at(again, 1);
    expect(loads).toBe(1);
    for (const f of [used, newest, again]) f.dispose();
  });

  test('are freed when one graph alone has more nodes than may lie idle', () => {
    flush();
    const long = compile(([x]) => {
      let y = x!;
      for (let i = 0; i < IDLE_NODES; i++) y = add(y, i % 7);
      return [y];
    });
    at(long, 1);
    expect(long.size()).toBeGreaterThan(IDLE_NODES);
    const before = open();
    long.dispose();
    expect(open()).toBeLessThan(before - 1);
    // Nothing idle is left: even a small graph is loaded anew.
    loads = 0;
    const f = times(1000 + IDLE_SESSIONS);
    at(f, 1);
    expect(loads).toBe(1);
    f.dispose();
  });
});
