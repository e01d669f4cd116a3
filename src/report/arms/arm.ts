import { canonicalJson } from '../../core/canonical-json.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { MethodSpec } from '../../lab/methods/registry.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Family, MethodCard } from '../../lab/spec/method-card.ts';
import { type Coordinates, coordinatesOf, problemOf, settledBy } from './coordinates.ts';
import { armLabel, methodLabel, problemLabel } from './labels.ts';

/** The runs that differ in nothing but the seed (and in what was measured, which moves no weight). */
export interface Arm {
  /** What tells it from the others; the three labels are printed from this. */
  readonly coordinates: Coordinates;
  /** Unique within one experiment: `SGD B = 16, η = 0.1`. */
  readonly label: string;
  /** The label without what names the problem. */
  readonly short: string;
  /** What sets this data, network and loss apart from the experiment's others; empty if nothing. */
  readonly problem: string;
  readonly card: MethodCard;
  readonly family: Family;
  /** η, or η₀ of the schedule; undefined for flows without steps, and where several η are pooled. */
  readonly rate: number | undefined;
  /** B; undefined for full-batch methods. */
  readonly batch: number | undefined;
  readonly spec: RunSpec;
  readonly method: MethodSpec;
  /** By increasing seed, diverged ones too. */
  readonly runs: readonly Run[];
}

/** Groups runs into arms: by problem, then SGD from small to large batches, GD by η, other methods, the flow. */
export function armsOf(runs: readonly Run[]): readonly Arm[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = canonicalJson([problemOf(run.spec), settledBy(run.spec)]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const coordinates = coordinatesOf([...groups.values()].map((group) => group[0]!));
  const arms = [...groups.values()].map((group, i): Arm => {
    const { spec, manifest } = group[0]!;
    const { method } = spec;
    const card = manifest.method;
    return {
      ...labelled(coordinates[i]!),
      card,
      family: card.family,
      rate: 'rate' in method ? method.rate : undefined,
      batch: 'batch' in method ? method.batch : undefined,
      spec,
      method,
      runs: group.sort((a, b) => a.spec.seed - b.spec.seed || (a.id < b.id ? -1 : 1)),
    };
  });
  const order = [...new Set(coordinates.map(problemLabel))];
  return arms.sort(
    (a, b) => order.indexOf(a.problem) - order.indexOf(b.problem) || compareMethods(a, b),
  );
}

/** Coordinates with the labels that follow from them. */
export const labelled = (coordinates: Coordinates) => ({
  coordinates,
  label: armLabel(coordinates),
  short: methodLabel(coordinates),
  problem: problemLabel(coordinates),
});

/** The runs of all these arms. */
export const runsOf = (arms: readonly Arm[]): readonly Run[] => arms.flatMap(({ runs }) => runs);

/** The arms of each problem, apart: data, network and loss are never compared across. */
export function problemsOf(arms: readonly Arm[]): readonly (readonly Arm[])[] {
  const problems = new Map<string, Arm[]>();
  for (const arm of arms) {
    const key = canonicalJson(problemOf(arm.spec));
    problems.set(key, [...(problems.get(key) ?? []), arm]);
  }
  return [...problems.values()];
}

const FAMILIES: readonly Family[] = ['stochastic', 'descent', 'other', 'flow'];

const compareMethods = (a: Arm, b: Arm): number =>
  FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family) ||
  a.card.order - b.card.order ||
  (a.rate ?? 0) - (b.rate ?? 0) ||
  (a.batch ?? 0) - (b.batch ?? 0);
