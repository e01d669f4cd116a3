import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { sectionsOf, sharedKeys, startOf } from '../../lab/experiment/spec-axes.ts';

/** A column of results.csv with the values of one key of a spec. */
export interface SpecColumn {
  readonly name: string;
  /** The value as text, the default where the spec leaves it out and one is known; empty where the run does without. */
  readonly cell: (spec: RunSpec) => string;
}

/** A section of a spec, as its keys with their values. */
type Section = Readonly<Record<string, unknown>>;

interface Part {
  /** Its keys, each of which has a column. */
  readonly sectionOf: (spec: RunSpec) => Section;
  /** The same with more that is meant, to fill the columns that other specs have. */
  readonly meantOf?: (spec: RunSpec) => Section;
  /** The column of a key. */
  readonly nameOf: (key: string) => string;
  /** Keys that have a column in every table, in their order. */
  readonly always: readonly string[];
}

/** The sections of a spec, with the names that its keys have as columns: no two alike. */
const PARTS: readonly Part[] = [
  {
    sectionOf: ({ method }) => ({ ...method }),
    meantOf: (spec) => sectionsOf(spec).method,
    nameOf: (key) => key,
    always: [
      ...['method', 'rate', 'schedule', 'momentum', 'batch', 'sampling', 'solver', 'tolerance'],
      ...['dt', 'temperature'],
    ],
  },
  {
    sectionOf: (spec) => sectionsOf(spec).data,
    nameOf: (key) => (key === 'name' ? 'data' : OTHERWISE.includes(key) ? `data_${key}` : key),
    always: ['name', 'train', 'test', 'labelNoise', 'randomLabels'],
  },
  {
    sectionOf: (spec) => sectionsOf(spec).network,
    nameOf: (key) => (key === 'kind' ? 'network' : key),
    always: ['kind', 'hidden', 'activation', 'parametrisation', 'scale'],
  },
  {
    // What a spec holds beside its sections: loss and precision; who chose what compiles steps says nothing.
    sectionOf: ({
      data: _,
      network: __,
      method: ___,
      seed: ____,
      stop: _____,
      start: ______,
      engine: _______,
      measure,
      ...own
    }) => ({
      precision: 'single',
      ...own,
    }),
    nameOf: (key) => key,
    always: ['loss', 'precision'],
  },
  {
    sectionOf: ({ stop }) => ({ ...stop }),
    nameOf: (key) => (key === 'loss' ? 'target_loss' : `stop_${key}`),
    always: ['loss'],
  },
  {
    sectionOf: ({ start }) => (start === undefined ? {} : startOf(start)),
    nameOf: (key) => `start_${key}`,
    always: [],
  },
];

/** Keys of data whose name a column of the run or of the network has. */
const OTHERWISE: readonly string[] = ['seed', ...sharedKeys];

/** A column for every key that one of these specs has, and for those that every table has. */
export const specColumns = (specs: readonly RunSpec[]): readonly SpecColumn[] =>
  PARTS.flatMap(({ sectionOf, meantOf = sectionOf, nameOf, always }) => {
    const found = specs.flatMap((spec) => Object.keys(sectionOf(spec)));
    // Filling in defaults reads the schema, once a spec and not once a cell.
    const meant = new Map(specs.map((spec) => [spec, meantOf(spec)]));
    return [...new Set([...always, ...found])].map((key) => ({
      name: nameOf(key),
      cell: (spec: RunSpec) => plain((meant.get(spec) ?? meantOf(spec))[key]),
    }));
  });

/** A value as text: a list as `32-32`, a mapping as `key=value key=value`, its kind alone in front. */
const plain = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(plain).join('-');
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([key, inner]) => (key === 'kind' ? String(inner) : `${key}=${plain(inner)}`))
    .join(' ');
};
