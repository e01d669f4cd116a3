/** What a record says of one of its scalars: all that is needed to name, order and group it. Plain JSON. */
export interface OutputCard {
  /** Its name in the scalars of a run and in the columns of its series. */
  readonly key: string;
  /** In a sentence, after "the". */
  readonly name: string;
  /** On an axis, with symbol and unit. */
  readonly axis: string;
  /** Compared by ratios, where every value is positive; otherwise by differences. */
  readonly positive: boolean;
  /** Whether it belongs to the initial weights, whatever became of the run, or to those where the run ended. */
  readonly at: 'start' | 'end';
  /** Its place in lists and tables, the lowest first; equals keep the order of the record. */
  readonly rank: number;
  /**
   * Whether its ranks over runs are set against those of the loss gap: yes for what says how sharp the place is
   * where training ended, no for how a run did or how it was measured.
   */
  readonly associated: boolean;
  /** The table that it has a column in, with the column's heading; absent: none. */
  readonly column?: { readonly table: OutputTable; readonly heading: string };
}

/** The cards of a record, by key. */
export type OutputCards = Readonly<Record<string, OutputCard>>;

/** The tables that the scalars of several runs are gathered in. */
export type OutputTable = 'loss' | 'accuracy' | 'curvature';

/** What is said of an output where it is measured; the rest follows from its key. */
export type OutputFacts = Partial<Omit<OutputCard, 'key' | 'at'>>;

/** Facts by key. A key that ends in `#` stands for a family numbered from 1: `layerTrace#`. */
export type Outputs = Readonly<Record<string, OutputFacts>>;

/** The keys of such outputs: `layerTrace#` stands for `layerTrace1`, `layerTrace2`, … */
export type OutputKey<O extends Outputs> = {
  [K in keyof O & string]: K extends `${infer Stem}#` ? `${Stem}${number}` : K;
}[keyof O & string];

/** Behind all outputs that name a place of their own. */
const LAST = 100;

/** The card of an output. */
export function outputCard(key: string, facts: OutputFacts, at: OutputCard['at']): OutputCard {
  const rest = { axis: key, positive: false, rank: LAST, associated: at === 'end' };
  return { key, name: key, at, ...rest, ...facts };
}

/**
 * The cards of these keys.
 *
 * @throws Error where the outputs have no such key
 */
export function outputCards(
  outputs: Outputs,
  keys: readonly string[],
  at: OutputCard['at'],
): OutputCards {
  return Object.fromEntries(
    keys.map((key) => {
      const facts = factsOf(outputs, key);
      if (facts === undefined) {
        throw new Error(
          `output ${key} is not declared; declared: ${Object.keys(outputs).join(', ')}`,
        );
      }
      return [key, outputCard(key, facts, at)];
    }),
  );
}

/** What is said of a key, or of its family; undefined where these outputs have neither. */
export const factsOf = (outputs: Outputs, key: string): OutputFacts | undefined =>
  outputs[key] ?? outputs[key.replace(/\d+$/, '#')];
