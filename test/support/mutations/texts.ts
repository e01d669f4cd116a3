import fc from 'fast-check';
import { byteMutation } from './bytes.ts';

type Change = (text: string) => string;

const at = fc.noBias(fc.nat(999_999)).map((x) => x / 1e6);
const pick = <T>(all: readonly T[], share: number): number => Math.floor(share * all.length);

/** Words that mean something to somebody who reads YAML, JSON, CSV or numbers. */
const nasty = [
  ...['0', '-0', '-1', '1e300', '-1e300', '1e-320', '1e9', '1000000000', '9007199254740993'],
  ...['.inf', '-.inf', '.nan', 'NaN', 'Infinity', 'null', '~', 'true', 'no', '0x1F', '1_000', '08'],
  ...[
    '{}',
    '[]',
    '[[]]',
    '{a: 1}',
    '""',
    "''",
    '"',
    "'",
    '&a ',
    '*a',
    '&a [*a]',
    '<<: *a',
    '!!binary x',
  ],
  ...[
    '!!js/function "x"',
    '!x',
    '%',
    '@',
    '`',
    '? ',
    '- ',
    '|',
    '>',
    '---',
    '...',
    '#',
    ': ',
    ',',
    '\t',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '../../x', '/etc/passwd', '\u0000'],
  ...['\uFEFF', '\u2028', '\r', '\n', '\u0007', '𝔼', 'ﬀ', 'λ', 'a'.repeat(300), '9'.repeat(400)],
  ...[
    '['.repeat(50),
    '('.repeat(120),
    '1 + '.repeat(60),
    '2024-01-01',
    '1,000',
    '1.',
    '.5',
    '+1',
    '1e',
    '"1"',
  ],
];

/** Words, numbers, spaces and signs, one by one. */
const tokensOf = (text: string): string[] => text.match(/[\p{L}\d_.]+|\s+|[\s\S]/gu) ?? [];

const onTokens =
  (change: (tokens: string[]) => readonly string[]): Change =>
  (text) =>
    change(tokensOf(text)).join('');

const onLines =
  (change: (lines: string[]) => readonly string[]): Change =>
  (text) =>
    change(text.split('\n')).join('\n');

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(at, at).map(([a, b]) =>
    onTokens((all) => {
      const [i, j] = [pick(all, a), pick(all, b)];
      return all.map((token, k) => (k === i ? all[j]! : k === j ? all[i]! : token));
    }),
  ),
  fc
    .tuple(at, fc.constantFrom(...nasty))
    .map(([a, word]) => onTokens((all) => all.with(pick(all, a), word))),
  // A number by another, which leaves all the rest as it is.
  fc.tuple(at, fc.constantFrom(...nasty)).map(
    ([a, word]): Change =>
      (text) => {
        const numbers = [...text.matchAll(/\d+(?:\.\d+)?(?:e[+-]?\d+)?/g)];
        const found = numbers[pick(numbers, a)];
        if (found === undefined) return text + word;
        return text.slice(0, found.index) + word + text.slice(found.index + found[0].length);
      },
  ),
  fc
    .tuple(at, fc.constantFrom(...nasty))
    .map(([a, word]) => onTokens((all) => all.toSpliced(pick(all, a), 0, word))),
  at.map((a) => onTokens((all) => all.toSpliced(pick(all, a), 1))),
  fc
    .tuple(at, at)
    .map(([a, b]) => onLines((all) => all.toSpliced(pick(all, b), 0, all[pick(all, a)]!))),
  fc.tuple(at, fc.nat(3)).map(([a, n]) => onLines((all) => all.toSpliced(pick(all, a), n))),
  fc.tuple(at, fc.integer({ min: -4, max: 4 })).map(([a, by]) =>
    onLines((all) => {
      const i = pick(all, a);
      return all.with(i, by < 0 ? all[i]!.slice(-by) : ' '.repeat(by) + all[i]!);
    }),
  ),
  byteMutation.map(
    (bytes): Change =>
      (text) =>
        Buffer.from(bytes(Buffer.from(text))).toString('utf8'),
  ),
);

/** One to four changes of a text. */
export const textMutation: fc.Arbitrary<Change> = fc
  .array(change, { minLength: 1, maxLength: 4 })
  .map((all) => (text) => all.reduce((now, one) => (now === '' ? now : one(now)), text));
