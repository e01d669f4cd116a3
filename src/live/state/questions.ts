import { descentQuestions } from './descent-questions.ts';
import { noiseQuestions } from './noise-questions.ts';
import type { Question } from './question.ts';
import { initialState, type LiveState } from './state.ts';

/** The guided questions, in the order of the two texts. */
export const questions: readonly Question[] = [...descentQuestions, ...noiseQuestions];

/** The question of a state; undefined where it has none. */
export const questionOf = ({ question }: Pick<LiveState, 'question'>): Question | undefined =>
  questions.find(({ id }) => id === question);

/** The state in which a question is asked. */
export const stateOfQuestion = ({ id, set }: Question): LiveState => ({
  ...initialState,
  ...set,
  question: id,
});
