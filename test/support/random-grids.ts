import { type Rng, rng } from '../../src/core/random.ts';
import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';
import type { MethodSpec } from '../../src/lab/methods/registry.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { divergedRun, flow, gd, run, spec } from './synthetic-runs.ts';

/** What became of an arm. */
type Fate = 'ended' | 'diverged' | 'diverged once' | 'stalled';

/** The runs of an experiment, with its number of seeds. */
export interface Grid {
  readonly seeds: number;
  readonly runs: readonly Run[];
}

const pick = <T>(random: Rng, values: readonly T[]): T =>
  values[Math.floor(random.uniform() * values.length)]!;

/** Keys of data and network with values of theirs; undefined leaves the key out, so that the default is meant. */
const PROBLEM_AXES: readonly (readonly [section: 'data' | 'network', key: string, unknown[]])[] = [
  ['data', 'randomLabels', [false, true]],
  ['data', 'labelNoise', [0, 0.3]],
  ['data', 'scale', [undefined, 'none']],
  ['data', 'seed', [undefined, 5]],
  ['network', 'scale', [1, 2, 0.1]],
  ['network', 'bias', [undefined, false]],
  ['network', 'linearised', [undefined, true]],
  ['network', 'outputScale', [undefined, 0.1, 10]],
  ['network', 'centred', [undefined, true]],
  ['network', 'hidden', [[4], [8, 8]]],
];

/** Keys of a method, likewise. */
const METHOD_AXES: readonly (readonly [key: string, unknown[]])[] = [
  ['sampling', ['shuffled', 'with-replacement']],
  ['labelFlips', [undefined, 0.1, 0.3]],
  ['average', [undefined, 4]],
  ['delay', [undefined, { kind: 'fixed', steps: 2 }, { kind: 'uniform', most: 2 }]],
  ['schedule', [undefined, { kind: 'cosine', steps: 9 }, { kind: 'cosine', steps: 99 }]],
];

const withKey = <T extends object>(of: T, key: string, value: unknown): T =>
  value === undefined ? of : { ...of, [key]: value };

/** A grid over one or two axes of the problem and one of the method, whose arms end, stall and diverge as chance will have it. */
function gridOf(random: Rng): Grid {
  const seeds = pick(random, [1, 2, 3]);
  const stop = pick(random, [{ loss: 0.01, steps: 99 }, { steps: 99 }]);
  const axes = [pick(random, PROBLEM_AXES), pick(random, PROBLEM_AXES)];
  const bases = axes.reduce<RunSpec[]>(
    (some, [section, key, values]) =>
      some.flatMap((one) =>
        values.map(
          (value) => ({ ...one, [section]: withKey(one[section]!, key, value) }) as RunSpec,
        ),
      ),
    [spec(gd(0.1), 0, { stop })],
  );
  const [key, values] = pick(random, METHOD_AXES);
  const noisy = [2, 4, 8, 16].flatMap((batch) =>
    values.map((value) =>
      withKey({ method: 'sgd', rate: 0.1, batch, sampling: 'shuffled' }, key, value),
    ),
  ) as MethodSpec[];
  const ways = [...noisy, ...[0.05, 0.1, 0.4].map(gd), flow];
  const specs = new Map(
    bases.flatMap((base) =>
      ways.map((method) => {
        const one = { ...base, method };
        return [JSON.stringify(one), one] as const;
      }),
    ),
  );
  const runs = [...specs.values()].flatMap((one) => {
    const fate = pick<Fate>(random, ['ended', 'ended', 'diverged', 'diverged once', 'stalled']);
    const loss = 0.01 * pick(random, [1, 1, 0.99, 0.5]);
    return Array.from({ length: seeds }, (_, seed) => runOf({ ...one, seed }, fate, loss, random));
  });
  return { seeds, runs };
}

function runOf(of: RunSpec, fate: Fate, loss: number, random: Rng): Run {
  const id = JSON.stringify(of);
  if (fate === 'diverged' || (fate === 'diverged once' && of.seed === 0)) {
    // Numbers that no sentence may use.
    return { ...divergedRun(of), id, scalars: run(of, { trace: 1e9, lossGap: 1e9 }).scalars };
  }
  const noise = () => Math.exp(0.1 * random.normal());
  const ended = run(of, { trainLoss: loss, trace: 300 * noise(), lossGap: 0.1 * noise() }, { id });
  return fate === 'stalled' ? { ...ended, ending: 'stalled' } : ended;
}

/** Sixty grids, the same in every test. */
export const grids = Array.from({ length: 60 }, (_, i) => ({ i, ...gridOf(rng(i).fork('grids')) }));
