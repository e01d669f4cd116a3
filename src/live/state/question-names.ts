/** The guided questions, in the order of the sections that they are on. */
export const questionNames = [
  ...['limit', 'monotone', 'too-large', 'edge', 'held-flat', 'momentum'],
  ...['batch', 'noise-scale', 'equation', 'labels', 'flat', 'boltzmann'],
] as const;
export type QuestionName = (typeof questionNames)[number];
