import type { Verdict } from '../../../src/claims/judging/verdict.ts';
import { arrayNames } from '../../../src/lab/probes/named-arrays.ts';
import { type ProbeArrays, probeNames, probes } from '../../../src/lab/probes/registry.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { type Answers, answersOf } from '../../../src/report/predictions/answers.ts';
import { run } from '../synthetic-runs.ts';
import { keptTimes, type Numbers, numbersOf } from './numbers.ts';
import type { Plan, PlannedRun } from './plan.ts';
import { type Aims, settingsFor, starts } from './search.ts';
import type { Settings } from './settings.ts';

/** Records that say of each statement what was asked for. */
export interface Turned {
  readonly runs: readonly Run[];
  readonly answers: Answers;
  /** How much seeds differ: a standard deviation of logarithms. */
  readonly spread: number;
}

/** Spreads over seeds, the widest first: a statement that must be met to a percent bears little. */
const SPREADS = [0.05, 0.02, 0.005, 1e-3, 1e-4, 1e-5];

/** The verdict that a side has to come out as. */
const WANTED = { inside: 'supported', outside: 'refuted' } as const;

/**
 * Makes up records in which the numbers of statements lie on the sides that are asked for, with seeds that differ as much as the verdicts bear; undefined
 * where none was found.
 */
export function turnedTo(plan: Plan, aims: Aims): Turned | undefined {
  // How far noises lie apart is a law, more often than not.
  const order = [...starts.keys()];
  if (plan.replicates !== undefined)
    order.sort((a, b) => Number(starts[b]![0] === 'laws') - Number(starts[a]![0] === 'laws'));
  for (const start of order) {
    const settings = settingsFor(plan, aims, start);
    if (settings === undefined) continue;
    for (const spread of SPREADS) {
      const runs = recordsOf(plan, settings, spread);
      const answers = answersOf(plan.experiment, runs);
      const isMet = ({ statement, side }: Aims[number]) =>
        verdictsOn(plan, answers, statement.id).every((one) => one === WANTED[side]);
      if (aims.every(isMet)) return { runs, answers, spread };
    }
  }
  return undefined;
}

/** What became of a statement in each setting of the claim's scope. */
function verdictsOn({ expectations }: Plan, answers: Answers, id: string): Verdict['verdict'][] {
  const at = expectations.statements.findIndex((one) => one.id === id);
  return answers.settings.map(({ verdicts }) => verdicts[at]!.verdict);
}

/** Finished runs with these settings, one for every run of the plan. */
const recordsOf = (plan: Plan, settings: Settings, spread: number): readonly Run[] =>
  plan.runs.map((planned) => recordOf(planned, numbersOf(plan, planned, settings, spread)));

function recordOf(planned: PlannedRun, numbers: Numbers): Run {
  const { spec, end } = planned;
  const { step = [], time = [], ...columns } = numbers.series;
  const made = run(spec, numbers.scalars, {
    series: { step, time, epoch: time, ...columns },
    ending: numbers.ending,
    arrays: arraysOf(numbers.arrays),
  });
  const references = Object.entries(numbers.references).map(([name, of]) => [
    name,
    typeof of === 'number' ? of : [...of],
  ]);
  // Without what it would work out of its series.
  const { scalars, manifest } = run(spec, numbers.scalars);
  return {
    ...{ ...made, id: planned.row.id, scalars },
    manifest: { ...manifest, steps: numbers.steps, time: end },
    references: Object.fromEntries(references),
    snapshots: keptTimes(planned).map((at) => ({
      time: at,
      theta: numbers.vector('theta', at),
      outputs: numbers.vector('outputs', at),
      trainOutputs: numbers.vector('trainOutputs', at),
    })),
    weights: numbers.vector('theta', end),
    trainOutputs: numbers.vector('trainOutputs', end),
  };
}

/** Lists by the probes that leave them. */
function arraysOf(lists: Numbers['arrays']): ProbeArrays {
  const found: Record<string, Record<string, readonly number[]>> = {};
  for (const probe of probeNames)
    if (arrayNames(probe).some((name) => name in lists))
      for (const [key, name] of Object.entries<string>(probes[probe].arrays ?? {}))
        if (lists[name] !== undefined) found[probe] = { ...found[probe], [key]: lists[name] };
  return found as ProbeArrays;
}
