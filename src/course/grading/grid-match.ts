import { canonicalJson } from '../../core/canonical-json.ts';
import { leaves } from '../../lab/experiment/leaves.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';

/** How the runs of a submission agree with those that are demanded. */
export interface GridMatch {
  /** Of the demanded runs that are there and ended as they should, in [0, 1]. */
  readonly share: number;
  /** The runs that are demanded: by their names the specs that demand them. */
  readonly own: ReadonlyMap<string, RunSpec>;
  /** What is otherwise, a sentence each; none where the share is 1. */
  readonly says: readonly string[];
}

/** Differences that are told at the most. */
const TOLD = 3;

/** Holds the runs of an experiment against what is demanded; further runs and further measures are no fault. */
export function gridMatch(demanded: readonly RunSpec[], runs: readonly Run[]): GridMatch {
  const byKey = new Map(runs.map((run) => [trainingKey(run.spec), run] as const));
  const there = demanded.flatMap((spec) => {
    const run = byKey.get(trainingKey(spec));
    return run !== undefined && measures(run.spec, spec) ? [{ run, spec }] : [];
  });
  const ended = there.filter(({ run }) => ENDED.includes(run.ending));
  const says = [
    ...(there.length < demanded.length ? differences(demanded, runs) : []),
    ...runs
      .filter(({ ending }) => !ENDED.includes(ending))
      .slice(0, TOLD)
      .map(brokenOff),
  ];
  return {
    share: ended.length / demanded.length,
    own: new Map(there.map(({ run, spec }) => [run.id, spec])),
    says,
  };
}

const ENDED: readonly string[] = ['completed', 'reached'];

/** All of a spec but what is measured, and who compiles its steps. */
export function trainingKey(spec: RunSpec): string {
  const { measure: _, engine: __, ...training } = spec;
  return canonicalJson(training);
}

/** Whether a run measured what is demanded, with the same options; it may have measured more. */
function measures(run: RunSpec, demanded: RunSpec): boolean {
  const of = ({ measure: { points: _, snapshots: __, ...rest } }: RunSpec) =>
    new Map(leaves('', rest).map(([path, value]) => [path, canonicalJson(value)] as const));
  const own = of(run);
  return (
    [...of(demanded)].every(([path, value]) => own.get(path) === value) &&
    demanded.measure.snapshots.every((time) => run.measure.snapshots.includes(time))
  );
}

/** The keys whose values over all runs are not those that are demanded. */
function differences(demanded: readonly RunSpec[], runs: readonly Run[]): readonly string[] {
  if (runs.length === 0) return ['None of your runs is there.'];
  const [wanted, found] = [valuesOf(demanded), valuesOf(runs.map(({ spec }) => spec))];
  // Who measures more does nothing wrong.
  const further = [...found.keys()].filter((path) => !path.startsWith('measure.'));
  const paths = [...new Set([...wanted.keys(), ...further])];
  const apart = paths.filter((path) => listOf(wanted.get(path)) !== listOf(found.get(path)));
  if (apart.length === 0)
    return ['Some runs of your variant are missing: the combinations of values are not all there.'];
  return apart
    .slice(0, TOLD)
    .map((path) => differenceText(path, wanted.get(path), found.get(path)));
}

type Values = ReadonlySet<string> | undefined;

function differenceText(path: string, wanted: Values, found: Values): string {
  if (path === 'seed' && found?.size === 1)
    return `All runs have the seed ${listOf(found)}, and your variant has ${listOf(wanted)}: one seed has no spread, so that nothing can be told from chance.`;
  if (path === 'seed')
    return `Your runs have the seeds ${listOf(found)}, and your variant has ${listOf(wanted)}.`;
  if (path === 'stop.match')
    return `The runs do not end alike (match is ${listOf(found) || 'left out'}, and has to be ${listOf(wanted)}): a run that is trained further is at another curvature for that reason alone.`;
  return `${path} is ${listOf(found) || 'left out'} in your records, and ${listOf(wanted) || 'left out'} in your variant.`;
}

function valuesOf(specs: readonly RunSpec[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { engine: _, measure, ...spec } of specs)
    for (const [path, value] of leaves('', { ...spec, measure: { ...measure, points: 0 } }))
      all.set(path, (all.get(path) ?? new Set()).add(canonicalJson(value)));
  return all;
}

const listOf = (values: Values): string => [...(values ?? [])].sort().join(', ');

const brokenOff = ({ id, ending, reason }: Run): string =>
  `Run ${id} ended as ${ending} and counts for nothing: ${reason}`;
