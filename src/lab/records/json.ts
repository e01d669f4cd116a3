/** Numbers that JSON has no word for, by the words used here. */
const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** JSON with `NaN`, `Infinity` and `-Infinity` written as strings, indented for people. */
export const toJson = (value: unknown): string =>
  `${JSON.stringify(value, (_key, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v), 2)}\n`;

/** The inverse of {@link toJson}; throws SyntaxError on text that is not JSON. A key that would change what an object is, and that nothing here writes, is left out. */
export const fromJson = (text: string): unknown =>
  JSON.parse(text, (key, v: unknown) =>
    key === '__proto__'
      ? undefined
      : typeof v === 'string' && Object.hasOwn(words, v)
        ? words[v]
        : v,
  );
