/**
 * For each of several plain JSON objects, the fields in which it differs from any other, in words:
 * `hidden 32-32, n = 500`. Empty strings where all are alike.
 */
export function distinguish(objects: readonly object[]): readonly string[] {
  const flat = objects.map((object) => new Map(leaves('', object)));
  const paths = [...new Set(flat.flatMap((leaf) => [...leaf.keys()]))];
  const varying = paths.filter((path) => new Set(flat.map((leaf) => leaf.get(path))).size > 1);
  return flat.map((leaf) =>
    varying.flatMap((path) => (leaf.has(path) ? [wording(path, leaf.get(path)!)] : [])).join(', '),
  );
}

// A list of numbers (hidden widths, channels) is one leaf: `32-32`.
function leaves(path: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return [[path, value.join('-')]];
  if (value === null || typeof value !== 'object') return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : leaves(path === '' ? key : `${path}.${key}`, inner),
  );
}

function wording(path: string, value: string): string {
  const known = WORDS[path];
  if (known) return known(value);
  return `${path
    .split('.')
    .at(-1)!
    .replaceAll(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)} ${value}`;
}

const WORDS: Readonly<Record<string, (value: string) => string>> = {
  'data.name': (value) => value,
  'data.path': (value) => value,
  'data.train': (value) => `n = ${value}`,
  'data.test': (value) => `${value} test examples`,
  'data.seed': (value) => `subset ${value}`,
  'data.centre': (value) => (value === 'true' ? 'centred' : 'not centred'),
  'data.randomLabels': (value) => (value === 'true' ? 'random labels' : 'true labels'),
  'network.kind': (value) => (value === 'linear' ? 'linear' : value.toUpperCase()),
  'network.activation': (value) => value,
  'network.linearised': () => 'linearised',
  'network.parametrisation': (value) => `${value} parametrisation`,
  loss: (value) => value.replace('-', ' '),
  'method.sampling': (value) => value,
  'method.delay.kind': (value) => `${value} delay`,
  'stop.loss': (value) => `to loss ${value}`,
  'stop.steps': (value) => `${value} steps`,
  'stop.epochs': (value) => `${value} epochs`,
  'stop.time': (value) => `to time ${value}`,
};
