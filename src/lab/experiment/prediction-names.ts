import type { AxisValue, Names } from '../../claims/expression/names.ts';
import { endings } from '../../dynamics/integrate/ending.ts';
import { arrayNames } from '../probes/named-arrays.ts';
import { askedNames, type ProbeName, probeNames, probes } from '../probes/registry.ts';
import type { Outputs } from '../spec/output.ts';
import { referenceNames } from '../spec/reference-names.ts';
import { chosenProbes } from './measure-format.ts';
import type { RunSpec } from './run-spec.ts';
import { vectorNames, weightNames } from './snapshot-times.ts';
import { axesOfAll } from './spec-axes.ts';

/** What a run knows beside its measures: numbers that follow from it. */
const factNames = [
  ...['params', 'examples', 'steps', 'time', 'initialLoss', 'gradients', 'hvps', 'seconds'],
] as const;

/** Series that every run has. */
const ALWAYS = ['trainLoss', 'epoch'];

/** Series of runs that have test examples. */
const TESTED = ['testLoss', 'testAccuracy'];

/** Scalars of the lab itself, beside those of its probes, with the key of `measure` that gives each. */
const OWN = {
  initialSharpness: 'sharpness',
  risingSteps: 'stepLoss',
  flowError: 'flowError',
} as const;

/** Members of a family of outputs that can be named: `eigenvalue1` to `eigenvalue32`. */
const FAMILY = 32;

/**
 * What predictions about these runs may name: their axes with the values that these take, every number that some probe gives at the
 * end of a run, the series that are recorded along it, and facts.
 */
export function namesOf(specs: readonly RunSpec[]): Names {
  const axes = new Map<string, Set<AxisValue>>();
  for (const one of new Set(axesOfAll(specs)))
    for (const [key, value] of Object.entries(one))
      axes.set(key, (axes.get(key) ?? new Set()).add(value));
  const along = specs[0]?.measure.along ?? {};
  const stepLoss = specs.some(({ measure }) => measure.stepLoss);
  return {
    axes: Object.fromEntries([...axes].map(([key, values]) => [key, [...values]])),
    scalars: [...new Set([...Object.keys(OWN), ...probeNames.flatMap(outputsOf)])],
    series: [
      ...ALWAYS,
      ...(specs.some(({ network }) => network) ? TESTED : []),
      ...(stepLoss ? ['stepLoss'] : []),
      ...askedNames(along).flatMap(outputsOf),
    ],
    facts: factNames,
    vectors: specs.some(({ network }) => network) ? vectorNames : weightNames,
    arrays: probeNames.flatMap(arrayNames),
    references: Object.fromEntries(specs.flatMap((spec) => Object.entries(referenceNames(spec)))),
    endings,
    seeds: new Set(specs.map(({ seed }) => seed)).size,
    noises: new Set(specs.flatMap(({ noise }) => noise ?? [])).size,
  };
}

/** The numbers that these runs are measured by, at their end and along the way. */
export function measuredNames(specs: readonly RunSpec[]): {
  readonly end: readonly string[];
  readonly along: readonly string[];
} {
  const always = probeNames.filter((name) => probes[name].always);
  const namesIn = (asked: readonly ProbeName[]) => [...new Set(asked.flatMap(outputsOf))];
  return {
    end: [
      ...Object.keys(OWN),
      ...namesIn([...always, ...specs.flatMap(({ measure }) => askedNames(measure))]),
    ],
    along: namesIn(specs.flatMap(({ measure: { along = {} } }) => askedNames(along))),
  };
}

/** The keys of `measure` that give these numbers at the end of a run; what is always measured has none. */
export const measuresOf = (names: ReadonlySet<string>): readonly string[] => {
  const own = Object.entries(OWN).flatMap(([name, key]) => (names.has(name) ? [key] : []));
  // What the lab measures itself needs no probe that repeats it.
  const asked = chosenProbes.filter((probe) =>
    [...outputsOf(probe), ...arrayNames(probe)].some(
      (name) => names.has(name) && !Object.hasOwn(OWN, name),
    ),
  );
  const vectors = ['trainOutputs', 'leastNorm'].filter((name) => names.has(name));
  return [...new Set([...own, ...asked, ...vectors])];
};

const outputsOf = (probe: ProbeName): readonly string[] => {
  const outputs: Outputs = probes[probe].outputs;
  return Object.keys(outputs).flatMap((key) =>
    key.endsWith('#')
      ? Array.from({ length: FAMILY }, (_, i) => `${key.slice(0, -1)}${i + 1}`)
      : [key],
  );
};
