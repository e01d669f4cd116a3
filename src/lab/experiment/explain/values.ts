import { formsOf, type SchemaNode } from './schema-node.ts';

/** The values that a key takes, in words: `a number > 0`, `mlp, cnn or linear`. */
export const valuesOf = (node: SchemaNode): string =>
  [...new Set(formsOf(node).map((form) => wordsOf(form, false)))].join(', or ');

/** One form; `many` of what a list holds. */
function wordsOf(form: SchemaNode, many: boolean): string {
  if (form.const !== undefined) return String(form.const);
  if (form.enum !== undefined) return (many ? OF : OR).format(form.enum.map(String));
  switch (form.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `${many ? 'whole numbers' : 'a whole number'}${rangeOf(form)}`;
    case 'number':
      return `${many ? 'numbers' : 'a number'}${rangeOf(form)}`;
    case 'string':
      return many ? 'texts' : 'a text';
    case 'array':
      return `a list of ${entriesOf(form.items ?? {})}`;
    case 'object':
      return mappingOf(form, many);
    default:
      return many ? 'anything' : 'as its page tells';
  }
}

const entriesOf = (items: SchemaNode): string =>
  [...new Set(formsOf(items).map((form) => wordsOf(form, true)))].join(' or ');

/** A mapping of known keys, or of names to values of one kind. */
function mappingOf({ properties, additionalProperties }: SchemaNode, many: boolean): string {
  if (properties === undefined && typeof additionalProperties === 'object') {
    const held =
      Object.keys(additionalProperties).length === 0
        ? ''
        : ` to ${entriesOf(additionalProperties)}`;
    return `a mapping of names${held}`;
  }
  return many ? 'mappings' : 'a mapping';
}

/** ` > 0`, ` from 0 to 1`; nothing of the bounds that every whole number has. */
function rangeOf(form: SchemaNode): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = form;
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`]),
    ...(least === undefined ? [] : [`≥ ${least}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`]),
    ...(most === undefined ? [] : [`≤ ${most}`]),
  ];
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const OF = new Intl.ListFormat('en-GB', { type: 'conjunction' });
