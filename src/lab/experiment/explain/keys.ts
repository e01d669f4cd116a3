import { exampleOf, requiredBeside, yamlOf } from './example.ts';
import { mappingsOf, type SchemaNode, tagOf } from './schema-node.ts';
import { valuesOf } from './values.ts';

/** A key of experiment files, as the schema that reads them tells it. */
export interface Key {
  /** Dotted, from the root; what tells alternatives apart is a part of it: `data.centre`, `methods.sgd.batch`. */
  readonly path: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  /** The values that it takes, in words. */
  readonly values: string;
  /** Whether a list of values is an axis of the grid. */
  readonly axis: boolean;
  readonly required: boolean;
  /** The value that is meant where it is left out; absent: there is none. */
  readonly default?: unknown;
  /** Where the default comes from. */
  readonly source?: string;
  /** The key beside which alone it means something. */
  readonly needs?: string;
  /** The page of docs that tells the rest. */
  readonly see?: string;
  /** Lines of an experiment file. */
  readonly example: string;
}

/** What stands in an example beside a key of this path: the dataset, the kind of network that has it. */
export type Beside = (path: string) => Readonly<Record<string, unknown>>;

/** A place in a file: its path, and a value there as the file that holds it. */
interface Place {
  readonly path: readonly string[];
  readonly within: (value: unknown) => object;
}

/** Every key of a schema, each before those below it. */
export function keysOf(root: SchemaNode, beside: Beside = () => ({})): readonly Key[] {
  return keysIn(root, { path: [], within: (value) => value as object });

  /** The keys of a mapping; `tag` is what tells it from others. */
  function keysIn(mapping: SchemaNode, { path, within }: Place, tag: object = {}): Key[] {
    const { properties = {} } = mapping;
    return Object.entries(properties).flatMap(([name, node]) => {
      if (name in tag) return [];
      const at = [...path, name];
      const needed = node.needs === undefined ? undefined : properties[node.needs];
      const place = {
        path: at,
        within: (value: unknown) =>
          within({
            ...tag,
            ...beside(at.join('.')),
            // A file is shown in part: what else it needs stands elsewhere in it.
            ...(path.length > 0 && requiredBeside(mapping, name)),
            ...node.beside,
            ...(needed !== undefined && { [node.needs!]: exampleOf(needed) }),
            [name]: value,
          }),
      };
      const required = mapping.required?.includes(name) === true;
      return [keyOf(node, place, required, exampleOf(node)), ...keysBelow(node, place)];
    });
  }

  /** The keys of what stands at a place. */
  function keysBelow(node: SchemaNode, { path, within }: Place): Key[] {
    const { mappings, listed } = mappingsOf(node);
    const place = { path, within: (value: unknown) => within(listed ? [value] : value) };
    const tag = tagOf(mappings);
    if (tag === undefined) return mappings.flatMap((one) => keysIn(one, place));
    // Methods are told of where they are listed, and not again where a start names one.
    if (tag === 'method' && path.length > 1) return [];
    return mappings.flatMap((one) => {
      const name = String(one.properties![tag]!.const);
      const own = { path: [...path, name], within: place.within };
      return [keyOf(one, own, false, requiredBeside(one)), ...keysIn(one, own, { [tag]: name })];
    });
  }
}

const keyOf = (
  node: SchemaNode,
  { path, within }: Place,
  required: boolean,
  example: unknown,
): Key => ({
  path: path.join('.'),
  meaning: node.description ?? '',
  values: valuesOf(node),
  axis: node.axis === true,
  required,
  ...(isShown(node.default) && { default: node.default }),
  ...(node.source !== undefined && { source: node.source }),
  ...(node.needs !== undefined && { needs: node.needs }),
  ...(node.see !== undefined && { see: node.see }),
  example: yamlOf(within(example)),
});

/** Whether a default says something: an empty mapping leaves it to the keys in it. */
const isShown = (value: unknown): boolean =>
  value !== undefined && !(isMapping(value) && Object.keys(value).length === 0);

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
