import { InputError } from '../../core/error.ts';

/** What a student has to fill in. */
export const BLANK = '___';

/** Whether an answer was left as it was handed out. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && /^_*$/.test(value.trim()));

type Values = Readonly<Record<string, unknown>>;

/** A template with its values put in, as YAML: `{{name}}`, or `{{list.0}}`; and the blanks `{{?name}}` filled in too. */
export const filledIn = (template: string, values: Values): string =>
  replaced(template, (_, path) => inYaml(valueAt(values, path)));

/** The same as it is handed out, with its blanks blank. */
export const handedOut = (template: string, values: Values): string =>
  replaced(template, (isOpen, path) => (isOpen ? BLANK : inYaml(valueAt(values, path))));

/** A text for people: lists without brackets. */
export const worded = (template: string, values: Values): string =>
  replaced(template, (_, path) => {
    const value = valueAt(values, path);
    return Array.isArray(value) ? value.join(', ') : String(value);
  });

const replaced = (template: string, by: (isOpen: boolean, path: string) => string): string =>
  template.replaceAll(/\{\{(\??)([\w.]+)\}\}/g, (_, mark: string, path: string) =>
    by(mark === '?', path),
  );

const inYaml = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ');

function valueAt(values: Values, path: string): unknown {
  let at: unknown = values;
  for (const key of path.split('.'))
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? Reflect.get(at, key)
        : undefined;
  if (at === undefined)
    throw new InputError(`a template of the course names {{${path}}}, which the variant lacks`);
  return at;
}
