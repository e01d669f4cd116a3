import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import { armsOf, problemsOf } from '../arms/arm.ts';
import { type ArmSummary, summariseArm } from './arm-summary.ts';
import type { Finding, Records, Statement } from './finding.ts';
import { type FindingsByKind, registry } from './registry.ts';
import { type Unconverged, unconvergedOf } from './unconverged.ts';

/** What the runs of one experiment say, worked out once for the page, the figures, the terminal and JSON. */
export interface Findings extends FindingsByKind {
  readonly experiment: string;
  readonly planned: number;
  readonly finished: number;
  readonly arms: readonly ArmSummary[];
  readonly unconverged: readonly Unconverged[];
  /** "What the data say"; sections without a finding are absent. */
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
  const records: Records = { experiment, arms, problems: problemsOf(arms) };
  const found: Finding[] = [];
  const byKind: Record<string, readonly Finding[]> = {};
  for (const { heading, finders } of registry)
    for (const finder of finders) {
      const statements: readonly Statement<unknown>[] = finder.find(records, found);
      const own = statements.map((one) => ({ topic: heading, ...one }));
      found.push(...own);
      byKind[finder.kind] = [...(byKind[finder.kind] ?? []), ...own];
    }
  const sections = registry.map(({ heading }) => ({
    heading,
    findings: found.filter(({ topic }) => topic === heading),
  }));
  return {
    // Every finder of the registry has put its findings under its kind.
    ...(byKind as unknown as FindingsByKind),
    experiment: experiment.id,
    planned: experiment.specs.length,
    finished: runs.length,
    arms: arms.map(summariseArm),
    unconverged: unconvergedOf(arms),
    sections: sections.filter(({ findings }) => findings.length > 0),
  };
}
