import type { KeyFacts } from '../../spec/field.ts';

/** A node of the JSON Schema of experiment files: what is read of it here. */
export interface SchemaNode extends Partial<KeyFacts> {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  /** Whether a list of values of the first alternative is an axis of the grid. */
  readonly axis?: boolean;
}

/** The forms that one value may have; of an axis those of a value, not of the list of values. */
export const formsOf = (node: SchemaNode): readonly SchemaNode[] => {
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives === undefined) return [node];
  return (node.axis === true ? alternatives.slice(0, 1) : alternatives).flatMap(formsOf);
};

/** The mappings that a value may be, and whether it is a list of them. */
export function mappingsOf(node: SchemaNode): {
  readonly mappings: readonly SchemaNode[];
  readonly listed: boolean;
} {
  const forms = formsOf(node);
  const own = forms.filter(({ properties }) => properties !== undefined);
  if (own.length > 0) return { mappings: own, listed: false };
  const entries = forms.flatMap(({ items }) => (items === undefined ? [] : formsOf(items)));
  return {
    mappings: entries.filter(({ properties }) => properties !== undefined),
    listed: true,
  };
}

/** The key that tells several mappings apart, such as `method` or `kind`; undefined of a single one. */
export const tagOf = (mappings: readonly SchemaNode[]): string | undefined =>
  mappings.length < 2
    ? undefined
    : Object.keys(mappings[0]!.properties!).find((name) =>
        mappings.every(({ properties }) => properties![name]?.const !== undefined),
      );
