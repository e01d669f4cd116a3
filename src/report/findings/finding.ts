import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Arm } from '../arms/arm.ts';

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
  /** Intervals of 95 % and tests at 5 % that decide the sentence, each of which can mislead by chance; absent: none. */
  readonly intervals?: number;
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
}

/** Works out one kind of finding from records. */
export interface Finder<K extends string, E> {
  /** The key of its findings in JSON. */
  readonly kind: K;
  /** `before`: the findings of all finders before it in the registry. */
  find(records: Records, before: readonly Finding[]): readonly Statement<E>[];
}

/** A sentence as one text. */
export const sentenceOf = ({ reason, verdict = '', remark = '' }: Sentence): string =>
  reason + verdict + remark;

/** What a sentence about one problem begins with, so that it can be told from one about another. */
export const about = ({ problems }: Records, [arm]: readonly Arm[]): string =>
  problems.length > 1 ? `${arm!.problem}: ` : '';
