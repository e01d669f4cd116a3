import type { Outcome } from './outcome.ts';
import type { QuestionName } from './question-names.ts';
import type { LiveState } from './state.ts';

/** The two texts whose sections the questions are on. */
export const texts = ['Gradient Flow vs Gradient Descent', 'Stochastic Gradient Flow'] as const;

/** One of the answers to choose from. */
export interface Choice {
  readonly id: string;
  readonly says: string;
}

/** What a run answers. */
export interface Reveal {
  /** The choice that the run bears out; absent where it bears out none. */
  readonly choice?: string;
  /** What was measured, in a sentence or two. */
  readonly says: string;
}

/** A setting with a prediction to make before it is trained. */
export interface Question {
  readonly id: QuestionName;
  readonly text: (typeof texts)[number];
  /** The heading in the text. */
  readonly section: string;
  /** What the text says there. */
  readonly quote: string;
  readonly title: string;
  readonly asks: string;
  readonly choices: readonly Choice[];
  /** The choice that theory predicts. */
  readonly theory: string;
  /** Why, in a sentence or two. */
  readonly because: string;
  /** What is set for it; all else is as it is initially. */
  readonly set: Partial<LiveState>;
  readonly reveal: (outcome: Outcome) => Reveal;
}
