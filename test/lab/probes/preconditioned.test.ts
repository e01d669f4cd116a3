import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { requestOf } from '../../../src/cli/probe/request.ts';
import { InputError } from '../../../src/core/error.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { toJson } from '../../../src/lab/records/json.ts';
import type { Result } from '../../../src/lab/records/result.ts';
import { readSnapshots, snapshotsNpz } from '../../../src/lab/records/snapshots-npz.ts';
import { readState, stateNpz } from '../../../src/lab/records/state-npz.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { probeWeights } from '../../../src/lab/runner/probe-weights.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { smallRun, smallSpec } from '../../support/small-run.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const folder = scratchFolder();
const places = { cacheDir: folder, baseDir: folder };
const ADAM = '{ method: adam, rate: 0.003, beta2: 0.99 }';
const PROBE = 'preconditionedSharpness: { tolerance: 1.0e-4 }';

/** Writes what the store writes of a run that `flowlab probe` reads. */
function record(name: string, spec: object, { weights, shapes, carried }: Result): string {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const arrays = weights.map((w, i) => [`p${i}`, ndarray(w, shapes[i]!)] as const);
  writeFileSync(at('weights.npz'), writeNpz(Object.fromEntries(arrays)));
  if (carried !== undefined) writeFileSync(at('state.npz'), stateNpz(carried, shapes));
  writeFileSync(at('spec.json'), toJson(spec));
  return at('weights.npz');
}

describe('a run of Adam', () => {
  const spec = smallSpec(
    ADAM,
    'steps: 40',
    `${PROBE}, along: { preconditionedSharpness: { every: 20, tolerance: 1.0e-4 } }, snapshots: [0, 0.03, 0.0615]`,
  );
  let done: Result;
  beforeAll(async () => {
    done = await execute(spec, fileSources(places));
  });

  test('keeps m and v of its end, which come back from the file bit for bit', () => {
    const { carried, shapes, facts } = done;
    expect(carried!.steps).toBe(40);
    expect(Object.keys(carried!.arrays)).toEqual(['m', 'v']);
    for (const flat of Object.values(carried!.arrays)) expect(flat).toHaveLength(facts.parameters);
    const file = join(folder, 'state.npz');
    writeFileSync(file, stateNpz(carried!, shapes));
    expect(readState(file)).toEqual(carried);
    // As big as twice the weights: single precision, as they are trained in.
    const [weights, state] = [4 * facts.parameters, stateNpz(carried!, shapes).length];
    expect(state).toBeLessThan(2 * weights + 400 * (2 * shapes.length + 1));
  });

  test('keeps them at its snapshots too', () => {
    const { snapshots } = done;
    // 0.0615 is half a step beyond 20, which is cut short there.
    expect(snapshots.map(({ carried }) => carried!.steps)).toEqual([0, 10, 21]);
    expect(Math.max(...snapshots[0]!.carried!.arrays.v!)).toBe(0);
    const file = join(folder, 'snapshots.npz');
    writeFileSync(file, snapshotsNpz(snapshots));
    expect(readSnapshots(file)).toEqual(snapshots);
  });

  test('is measured along the way from its first step on, and at its end', () => {
    const { step, preconditionedSharpness } = done.series;
    const known = step!.flatMap((k, i) => (Number.isNaN(preconditionedSharpness![i]!) ? [] : [k]));
    expect(known).toEqual([20, 40]);
    const { value, converged, cost } = done.scalars.preconditionedSharpness!;
    expect(converged).toBe(true);
    // From another random start, each within its tolerance.
    expect(Math.abs(value / preconditionedSharpness!.at(-1)! - 1)).toBeLessThan(2e-4);
    expect(cost.hvps).toBeGreaterThan(0);
    expect(done.outputs.preconditionedSharpness!.axis).toContain('λ(P⁻¹H)');
  });

  test('has the same value, to the last bit, when its record is probed', async () => {
    const weights = record('adam', spec, done);
    const state = join(folder, 'adam-state.npz');
    const asked = { preconditionedSharpness: spec.measure.preconditionedSharpness! };
    const { measures } = await probeWeights({ weights, state, spec, asked }, places);
    expect(measures[0]!.scalars.preconditionedSharpness!.value).toBe(
      done.scalars.preconditionedSharpness!.value,
    );
  });

  test('has it again where the P of its state is given as a preconditioner', async () => {
    const { steps, arrays } = done.carried!;
    const P = arrays.v!.map(
      (v) => (1 - 0.9 ** steps) * (Math.sqrt(v / (1 - 0.99 ** steps)) + 1e-8),
    );
    let from = 0;
    const parts = done.shapes.map((shape, i) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [`p${i}`, ndarray(P.slice(from, (from += size)), shape)] as const;
    });
    writeFileSync(join(folder, 'P.npz'), writeNpz(Object.fromEntries(parts)));
    const given = smallSpec(
      `{ method: gradient-descent, rate: 1, preconditioner: ${join(folder, 'P.npz')} }`,
      'steps: 1',
      PROBE,
    );
    const weights = record('given', given, done);
    const asked = { preconditionedSharpness: given.measure.preconditionedSharpness! };
    const { measures } = await probeWeights({ weights, spec: given, asked }, places);
    const { value } = measures[0]!.scalars.preconditionedSharpness!;
    const truth = done.scalars.preconditionedSharpness!.value;
    expect(Math.abs(value / truth - 1)).toBeLessThan(1e-6);
  });

  test('moves no weight by being measured or kept', async () => {
    const bare = await smallRun(ADAM, 'steps: 40', '');
    expect(bare.weights).toEqual(done.weights);
  });
});

test('momentum keeps its velocity; descent and flows keep nothing', async () => {
  const heavy = await smallRun('{ method: heavy-ball, rate: 0.01 }', 'steps: 3', '');
  expect(Object.keys(heavy.carried!.arrays)).toEqual(['v']);
  expect(heavy.carried!.steps).toBe(3);
  for (const method of ['{ method: gradient-descent, rate: 0.1 }', '{ method: gradient-flow }']) {
    const plain = await smallRun(method, 'steps: 3', 'snapshots: [0]');
    expect(plain).not.toHaveProperty('carried');
    expect(plain.snapshots[0]).not.toHaveProperty('carried');
  }
});

test('in a grid a method whose steps are not scaled has no such number', async () => {
  const spec = smallSpec('{ method: gradient-descent, rate: 0.1 }', 'steps: 2', '');
  const measure = {
    ...spec.measure,
    preconditionedSharpness: { tolerance: 0.1, maxIterations: 9 },
  };
  const { scalars } = await execute({ ...spec, measure }, fileSources(places));
  expect(scalars).not.toHaveProperty('preconditionedSharpness');
});

describe('it is refused in one line', () => {
  const yaml = (methods: string, measure: string) =>
    errorOf(`methods: [${methods}]\nstop: { steps: 2 }\nmeasure: { ${measure} }`);

  test('in an experiment none of whose methods has a preconditioner', () => {
    const gd = '{ method: gradient-descent, rate: 0.1 }';
    const line =
      'needs steps that divide by a preconditioner, as of adam or rmsprop, and no method here has one: measure sharpness';
    expect(yaml(gd, 'preconditionedSharpness: true')).toContain(
      `measure.preconditionedSharpness ${line}`,
    );
    expect(
      yaml(`${gd}, { method: gradient-flow }`, 'along: { preconditionedSharpness: true }'),
    ).toContain(`measure.along.preconditionedSharpness ${line}`);
    expect(yaml(gd, 'preconditionedSharpness: false')).toBe('no error');
    expect(yaml(`${gd}, ${ADAM}`, 'preconditionedSharpness: true')).toBe('no error');
  });

  const weights = join(folder, 'weights.npz');
  const flags = { dataset: 'glyphs', train: '30', test: '20', network: '[6]' };
  const refusal = (method: string): string => {
    writeFileSync(weights, writeNpz({ p0: ndarray(new Float32Array(1)) }));
    try {
      requestOf(weights, ['preconditionedSharpness'], {
        ...flags,
        ...{ network: '784-6-10 tanh', method },
      });
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
    return '';
  };

  test('of weights from a file that Adam carried something beside', () => {
    expect(refusal(ADAM)).toBe(
      "preconditionedSharpness needs what Adam η=0.003 carries beside the weights: name the folder of its run, or give its P as --method '{ method: gradient-descent, rate: 1, preconditioner: P.npz }'",
    );
  });

  test('of a method that divides by nothing', () => {
    expect(refusal('{ method: heavy-ball, rate: 0.1 }')).toBe(
      'preconditionedSharpness needs steps that divide by a preconditioner, and those of heavy ball η=0.1 do not: measure sharpness',
    );
  });
});
