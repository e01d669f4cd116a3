import { stringify } from 'yaml';
import { formsOf, type SchemaNode } from './schema-node.ts';

/** A value to show of a key: the one that is given for it, else another than its default. */
export function exampleOf(node: SchemaNode): unknown {
  if (node.example !== undefined) return node.example;
  const forms = formsOf(node);
  if (forms.some(({ type }) => type === 'boolean')) return node.default !== true;
  const names = forms.flatMap((form) => form.enum ?? []);
  return names.find((name) => name !== node.default) ?? node.default;
}

/** Examples of the keys that a mapping cannot do without, but for this one. */
export const requiredBeside = ({ required = [], properties = {} }: SchemaNode, name?: string) =>
  Object.fromEntries(
    required.filter((key) => key !== name).map((key) => [key, shownOf(properties[key]!)]),
  );

const shownOf = (node: SchemaNode): unknown => node.const ?? exampleOf(node);

/** Plain data as lines of an experiment file, a list of mappings with an entry a line. */
export const yamlOf = (data: object): string =>
  Object.entries(data)
    .map(([key, value]) =>
      Array.isArray(value) && value.every((one) => typeof one === 'object')
        ? `${key}:\n${value.map((one) => `  - ${flow(one)}`).join('\n')}`
        : `${key}: ${flow(value)}`,
    )
    .join('\n');

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
