import type { Quote, Quotes } from '../page/block.ts';
import { outcomeOf, type Score, type Scorecard } from './score.ts';

/** What belongs to one section of a text. */
interface Section<T> {
  readonly name: string;
  /** Its text, where another has a section of the same name. */
  readonly text?: string;
  readonly items: readonly T[];
}

/** Where a sentence stands: `Gradient Flow vs Gradient Descent, Convergence Behavior`. */
export const placeText = ({
  text,
  section,
}: {
  readonly text: string;
  readonly section?: string | undefined;
}): string => (section === undefined ? text : `${text}, ${section}`);

/** Claims by the section whose sentence they test, in the order in which sections first occur; those that test none come last. */
export function sectionsOf(scores: readonly Score[]): readonly Section<Score>[] {
  const named = scores.filter(({ experiment }) => experiment.sentence !== undefined);
  const others = scores.filter((score) => !named.includes(score));
  const byText = grouped(named, ({ experiment }) =>
    JSON.stringify([experiment.sentence!.text, experiment.sentence!.section]),
  ).map(({ items }) => {
    const { text, section } = items[0]!.experiment.sentence!;
    return { text, name: section ?? text, items };
  });
  const isShared = (name: string, text: string) =>
    byText.some((other) => other.name === name && other.text !== text);
  const rows = byText.map(({ text, name, items }) => ({
    ...{ name, items },
    ...(isShared(name, text) && { text }),
  }));
  return others.length === 0 ? rows : [...rows, { name: 'No sentence', items: others }];
}

/** The sentences of the texts, text by text and section by section, with what became of them. */
export function textsOf({
  scores,
  untestable,
}: Pick<Scorecard, 'scores' | 'untestable'>): readonly {
  readonly text: string;
  readonly quotes: Quotes;
}[] {
  const tested = scores.flatMap((score) => {
    const { sentence } = score.experiment;
    return sentence === undefined ? [] : [{ ...sentence, score }];
  });
  const all = [
    ...tested.map(({ score, ...sentence }) => ({ ...sentence, score, because: undefined })),
    ...untestable.map((sentence) => ({ ...sentence, score: undefined })),
  ];
  return grouped(all, ({ text }) => text).map(({ name: text, items }) => ({
    text,
    quotes: {
      kind: 'quotes',
      sections: grouped(items, ({ section = '' }) => section).map(({ name, items: own }) => ({
        name,
        quotes: grouped(own, ({ words }) => words).flatMap(({ name: words, items: same }) =>
          quotesOf(words, same),
        ),
      })),
    },
  }));
}

/** A sentence that several claims test is marked once for each verdict. */
function quotesOf(
  words: string,
  all: readonly { readonly score: Score | undefined; readonly because: string | undefined }[],
): readonly Quote[] {
  const judged = grouped(
    all.flatMap(({ score }) => score ?? []),
    outcomeOf,
  ).map(
    ({ name, items }): Quote => ({
      ...{ words, mark: name },
      claims: items.map(({ id }) => id),
    }),
  );
  const not = all.flatMap(({ because }): Quote[] =>
    because === undefined ? [] : [{ words, mark: 'not-testable', claims: [], note: because }],
  );
  return [...judged, ...not];
}

function grouped<T, K extends string>(
  all: readonly T[],
  nameOf: (one: T) => K,
): readonly { readonly name: K; readonly items: readonly T[] }[] {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const name = nameOf(one);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups].map(([name, items]) => ({ name, items }));
}
