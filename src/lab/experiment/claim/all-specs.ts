import { canonicalJson } from '../../../core/canonical-json.ts';
import type { Experiment, RunSpec } from '../run-spec.ts';

/** The runs of an experiment, then those of its controls that are none of its own, each once. */
export const allSpecs = ({
  specs,
  controls = [],
}: Pick<Experiment, 'specs' | 'controls'>): readonly RunSpec[] =>
  distinct([...specs, ...controls.flatMap((control) => control.specs)]);

/** Runs of a control beyond those of its experiment. */
export const furtherSpecs = (
  { specs }: Pick<Experiment, 'specs'>,
  control: Pick<Experiment, 'specs'>,
): readonly RunSpec[] => distinct([...specs, ...control.specs]).slice(distinct(specs).length);

/** What two runs of one spec have in common. */
export const specKey = (spec: RunSpec): string => canonicalJson(spec);

/** A map keeps the place of a key's first entry. */
const distinct = (specs: readonly RunSpec[]): readonly RunSpec[] => [
  ...new Map(specs.map((spec) => [specKey(spec), spec] as const)).values(),
];
