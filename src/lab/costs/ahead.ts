import { specKey } from '../experiment/claim/all-specs.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { Taken } from '../records/taken.ts';
import { type Basis, expectedOf } from './expected.ts';

/** What is still to be computed of a grid, and what it is expected to take. */
export interface Ahead {
  /** Runs that are not on record. */
  readonly runs: number;
  /** Until the last of them is over, `lanes` at a time. */
  readonly seconds: number;
  readonly lanes: number;
  /** Of their records. */
  readonly bytes: number;
  /** How many of the runs are expected to take what they are by which knowledge. */
  readonly basis: Readonly<Record<Basis, number>>;
  /** The seconds may be as many times more, or fewer. */
  readonly factor: number;
}

/**
 * How far an expectation may be off, a factor. By records of the same arm: seeds differ, and what else the machine does. By other runs of the experiment: how many
 * steps a target takes, and what probes take. By the model: all of it; see {@link expectedCost}.
 */
const FACTORS: Readonly<Record<Basis, number>> = { arm: 1.5, experiment: 2.5, model: 4 };

/** Seconds until the first run begins: processes start, engines load. */
const START = 2;

/** What runs are expected to take that are not among those on record; `scale` is as of {@link expectedOf}. */
export function aheadOf(
  specs: readonly RunSpec[],
  taken: readonly Taken[],
  { scale, lanes: most }: { readonly scale: number; readonly lanes: number },
): Ahead {
  const there = new Set(taken.map(({ spec }) => specKey(spec)));
  const open = specs.filter((spec) => !there.has(specKey(spec)));
  const expected = open.map(expectedOf(taken, scale));
  const lanes = Math.max(1, Math.min(most, open.length));
  const of = (basis: Basis) => expected.filter((one) => one.basis === basis);
  const seconds = sum(expected);
  const longest = expected.reduce((most, one) => Math.max(most, one.seconds), 0);
  // What makes a tenth of the seconds or more bears on how far they may be off.
  const factor = (['model', 'experiment', 'arm'] as const).find(
    (basis) => sum(of(basis)) >= 0.1 * seconds,
  );
  return {
    runs: open.length,
    seconds: open.length === 0 ? 0 : START + Math.max(seconds / lanes, longest),
    lanes,
    bytes: expected.reduce((all, { bytes }) => all + bytes, 0),
    basis: {
      arm: of('arm').length,
      experiment: of('experiment').length,
      model: of('model').length,
    },
    factor: FACTORS[factor ?? 'arm'],
  };
}

const sum = (of: readonly { readonly seconds: number }[]): number =>
  of.reduce((all, { seconds }) => all + seconds, 0);
