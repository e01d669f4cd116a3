/** A run as the figures call it. */
export interface NamedEnd {
  readonly letter: string;
  readonly title: string;
}

/** What the letters stand for. */
export const endsSentence = (runs: readonly NamedEnd[]): string =>
  `${runs.map(({ letter, title }) => `${letter}: ${title}`).join('; ')}.`;
