import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Arm } from '../arms/arm.ts';
import type { Root } from '../effects/root.ts';
import type { Test } from '../effects/test.ts';
import type { Decisions } from './decisions.ts';

/** A sentence in three parts, which read one after another. */
export interface Sentence {
  /** What was measured, up to the verdict. */
  readonly reason: string;
  /** What follows from it: `smaller`, `cannot tell`. Absent where nothing is judged. */
  readonly verdict?: string;
  /** What the sentence adds after its verdict. */
  readonly remark?: string;
}

/** Numbers, and the sentence that they amount to. */
export interface Statement<E> extends Sentence {
  /** Plain JSON. */
  readonly evidence: E;
  /** What it is worth beside others; absent where it answers nothing by itself. */
  readonly weight?: Weight;
}

/** How much a statement says, by which statements are ranked. */
export interface Weight {
  /**
   * An effect that is told and large enough to matter, or a theory that is told to hold or not; one that only would be told by itself; one that is
   * told to be negligible; nothing told; no verdict at all.
   */
  readonly rank: 'told' | 'suggestive' | 'negligible' | 'open' | 'none';
  /** How many times the margin of what is negligible the nearest end of the interval is away from no effect, ≥ 0. */
  readonly size: number;
  /** Whether it is about what the experiment asked to be measured, and not only about losses and accuracies, which every run has. */
  readonly asked: boolean;
  /** What it holds against what: arms against each other, or runs against a formula of theory. */
  readonly against: 'arms' | 'theory';
}

/** A statement under the heading of its section. */
export interface Finding<E = unknown> extends Statement<E> {
  readonly topic: string;
}

/** What finders look at: the finished runs of an experiment, by arm and by problem. */
export interface Records {
  readonly experiment: Experiment;
  readonly arms: readonly Arm[];
  readonly problems: readonly (readonly Arm[])[];
  /** Every comparison and trend of the arms. */
  readonly roots: readonly Root[];
}

/** Numbers whose verdicts wait until it is known what all tests of the report allow together. */
export interface Draft<E> {
  /** The tests that its verdicts rest on. */
  readonly tests: readonly Test[];
  /** The statements, given what the tests allow. */
  say(decisions: Decisions): readonly Statement<E>[];
}

/** Works out one kind of finding from records. */
export interface Finder<K extends string, E> {
  /** The key of its findings in JSON. */
  readonly kind: K;
  find(records: Records): readonly Draft<E>[];
}

/** A draft of what is said without a test. */
export const certain = <E>(statement: Statement<E>): Draft<E> => ({
  tests: [],
  say: () => [statement],
});

/** A sentence as one text. */
export const sentenceOf = ({ reason, verdict = '', remark = '' }: Sentence): string =>
  reason + verdict + remark;

/** What a sentence about one problem begins with, so that it can be told from one about another. */
export const about = ({ problems }: Records, [arm]: readonly Arm[]): string =>
  problems.length > 1 ? `${arm!.problem}: ` : '';
