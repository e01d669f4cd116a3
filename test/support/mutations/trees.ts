import fc from 'fast-check';

/** Plain data, as YAML and JSON have it. */
type Change = (root: unknown) => unknown;
type Keys = readonly (string | number)[];

const at = fc.noBias(fc.nat(999_999)).map((x) => x / 1e6);

/** The places in a tree, the root left out. */
function placesIn(node: unknown, keys: Keys = []): readonly Keys[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]) => {
    const own = [...keys, Array.isArray(node) ? Number(key) : key];
    return [own, ...placesIn(child, own)];
  });
}

const valueAt = (root: unknown, keys: Keys): unknown =>
  keys.reduce((node, key) => (node as Record<string | number, unknown>)[key], root);

/** A copy in which the mapping or list above a place is changed. */
function changedAt(
  root: unknown,
  keys: Keys,
  change: (parent: unknown, key: string | number) => unknown,
): unknown {
  const [first, ...rest] = keys;
  if (first === undefined) return root;
  if (rest.length === 0) return change(root, first);
  const child = changedAt((root as Record<string | number, unknown>)[first], rest, change);
  return put(root, first, child);
}

const put = (parent: unknown, key: string | number, value: unknown): unknown =>
  Array.isArray(parent)
    ? parent.with(Number(key), value)
    : Object.fromEntries(
        Object.entries(parent as object).map(([k, v]) => [k, k === key ? value : v]),
      );

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>(
    (inner, _, i) => (i % 2 === 0 ? [inner] : { a: inner }),
    1,
  );

const odd: readonly unknown[] = [
  ...[
    0,
    -1,
    0.5,
    1e300,
    -1e300,
    5e-324,
    1e9,
    2 ** 53,
    2 ** 53 + 2,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ],
  ...[
    '',
    ' ',
    'NaN',
    'Infinity',
    'toString',
    '../..',
    'a\nb',
    '\u0000',
    'x'.repeat(5000),
    '('.repeat(300),
  ],
  ...[
    null,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    [{}],
    [1, 2, 3],
    { a: 1 },
    { constructor: 1 },
    nested(200),
  ],
  Array.from({ length: 3000 }, (_, i) => i),
  Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`key${i}`, i])),
];

const change: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(at, fc.constantFrom(...odd))
    .map(([a, value]) => onPlace(a, (parent, key) => put(parent, key, value))),
  at.map((a) =>
    onPlace(a, (parent, key) =>
      Array.isArray(parent)
        ? parent.toSpliced(Number(key), 1)
        : Object.fromEntries(Object.entries(parent as object).filter(([k]) => k !== key)),
    ),
  ),
  fc.tuple(at, at).map(
    ([a, b]): Change =>
      (root) => {
        const places = placesIn(root);
        const [to, from] = [
          places[Math.floor(a * places.length)],
          places[Math.floor(b * places.length)],
        ];
        if (to === undefined || from === undefined) return root;
        const value = valueAt(root, from);
        return changedAt(root, to, (parent, key) => put(parent, key, value));
      },
  ),
  fc
    .tuple(
      at,
      fc.constantFrom('__proto__', 'constructor', '', 'x'.repeat(400), '0', 'id', 'method', 'name'),
    )
    .map(([a, name]) =>
      onPlace(a, (parent, key) =>
        Array.isArray(parent)
          ? [...parent, parent[Number(key)]]
          : Object.fromEntries(
              Object.entries(parent as object).map(([k, v]) => [k === key ? name : k, v]),
            ),
      ),
    ),
  at.map((a) => onPlace(a, (parent, key) => put(parent, key, [valueAt(parent, [key])]))),
  fc.tuple(at, fc.integer({ min: 2, max: 400 })).map(([a, times]) =>
    onPlace(a, (parent, key) => {
      const value = valueAt(parent, [key]);
      return put(
        parent,
        key,
        Array.isArray(value)
          ? Array.from({ length: times }, () => value).flat()
          : Array(times).fill(value),
      );
    }),
  ),
);

function onPlace(share: number, act: (parent: unknown, key: string | number) => unknown): Change {
  return (root) => {
    const places = placesIn(root);
    const place = places[Math.floor(share * places.length)];
    return place === undefined ? root : changedAt(root, place, act);
  };
}

/** One to three changes of plain data: values by odd ones, or by others of the same tree; keys that go, are called otherwise, or come many times. */
export const treeMutation: fc.Arbitrary<Change> = fc
  .array(change, { minLength: 1, maxLength: 3 })
  .map((all) => (root) => all.reduce((now, one) => one(now), root));
