import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { armsOf, problemsOf } from '../arms/arm.ts';
import type { ArmPair, Comparison, Trend } from '../effects/effect.ts';
import { rootsOf } from '../effects/root.ts';
import { type ArmSummary, summariseArm } from './arm-summary.ts';
import { decide } from './decisions.ts';
import type { Draft, Finding, Records } from './finding.ts';
import { headlineOf } from './headline.ts';
import { type FindingsByKind, registry } from './registry.ts';
import { type Unconverged, unconvergedOf } from './unconverged.ts';
import { byWeight } from './weight.ts';

/** What the runs of one experiment say, worked out once for the page, the figures, the terminal and JSON. */
export interface Findings extends FindingsByKind {
  readonly experiment: string;
  readonly planned: number;
  readonly finished: number;
  readonly arms: readonly ArmSummary[];
  /** The numbers behind the effects: what moved along an ordered axis, what was held against what, and every two arms of either. */
  readonly trends: readonly Trend[];
  readonly comparisons: readonly Comparison[];
  readonly pairs: readonly ArmPair[];
  readonly unconverged: readonly Unconverged[];
  /** The one to three findings that rank highest; none where nothing is compared. */
  readonly headline: readonly Finding[];
  /** "What the data say", the weightier first; sections without a finding are absent. */
  readonly sections: readonly Section[];
}

/** Findings under one heading. */
export interface Section {
  readonly heading: string;
  readonly findings: readonly Finding[];
}

/**
 * Reduces the finished runs of an experiment to numbers with intervals, and to sentences.
 *
 * @example
 * const experiment = readExperiment('small.yaml');
 * const { runs } = await runExperiment(experiment, { source: 'small.yaml' });
 * console.log(summarise(experiment, runs).arms.map(({ label }) => label).join(', ')); // SGD B = 5, η = 0.05, GD η = 0.05
 */
export function summarise(experiment: Experiment, runs: readonly Run[]): Findings {
  const arms = armsOf(runs);
  const roots = rootsOf(arms);
  const records: Records = { experiment, arms, problems: problemsOf(arms), roots };
  const drafted = registry.flatMap(({ heading, finders }) =>
    finders.map(({ kind, find }) => ({
      ...{ topic: heading, kind },
      drafts: find(records) as readonly Draft<unknown>[],
    })),
  );
  // What may be claimed of one thing depends on how many others are looked at.
  const decisions = decide(drafted.flatMap(({ drafts }) => drafts.flatMap(({ tests }) => tests)));
  const found = drafted.map(({ topic, kind, drafts }) => ({
    kind,
    findings: drafts
      .flatMap((draft) => draft.say(decisions))
      .map((one): Finding => ({ topic, ...one }))
      .sort(weightierFirst),
  }));
  const all = found.flatMap(({ findings }) => findings);
  const byKind: Record<string, readonly Finding[]> = {};
  for (const { kind, findings } of found) byKind[kind] = [...(byKind[kind] ?? []), ...findings];
  const sections = registry.map(({ heading }) => ({
    heading,
    findings: all.filter(({ topic }) => topic === heading),
  }));
  // Every finder of the registry has put its findings under its kind.
  const kinds = byKind as unknown as FindingsByKind;
  return {
    ...kinds,
    ...numbersOf(kinds),
    experiment: experiment.id,
    planned: experiment.specs.length,
    finished: runs.length,
    arms: arms.map(summariseArm),
    unconverged: unconvergedOf(arms),
    headline: headlineOf(all),
    sections: sections.filter(({ findings }) => findings.length > 0),
  };
}

/** Those of every sentence about an effect. */
function numbersOf({ effects }: FindingsByKind) {
  const evidence = effects.map((one) => one.evidence);
  return {
    trends: evidence.flatMap(({ trends }) => trends),
    comparisons: evidence.flatMap(({ comparisons }) => comparisons),
    pairs: evidence.flatMap(({ pairs }) => pairs),
  };
}

/** Those without a weight keep their place. */
const weightierFirst = (a: Finding, b: Finding): number =>
  a.weight === undefined || b.weight === undefined ? 0 : byWeight(a.weight, b.weight);
