import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse as parseYaml, stringify } from 'yaml';
import { checkStatements } from '../../../src/claims/statements/check-statements.ts';
import { explainedKeys } from '../../../src/lab/experiment/explain/explained.ts';
import { findKeys, nearestKey } from '../../../src/lab/experiment/explain/find-key.ts';
import { keysOf } from '../../../src/lab/experiment/explain/keys.ts';
import type { SchemaNode } from '../../../src/lab/experiment/explain/schema-node.ts';
import { experimentFormat, experimentSchema } from '../../../src/lab/experiment/format.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { sheetOf } from '../../../src/report/plot/presets.ts';
import { temporaryFolder } from '../../support/command-line.ts';

const keys = explainedKeys();
const keyAt = (path: string) => keys.find((key) => key.path === path);

type Data = Record<string, unknown>;

/** Where the files are that examples name. */
const folder = temporaryFolder();
afterAll(folder.remove);
mkdirSync(join(folder.path, 'my-data'));
for (const name of [
  'my-data.npz',
  'weights.npz',
  'preconditioner.npz',
  'diffusion.npz',
  'network.ts',
])
  writeFileSync(join(folder.path, name), '');
const parse = (file: Data) =>
  parseExperiment(stringify(file), 'my', join(folder.path, 'my.yaml'), {});

describe('every key that the reader takes', () => {
  test('has a meaning in a sentence', () => {
    expect(keys.length).toBeGreaterThan(400);
    expect(
      keys.filter(({ meaning }) => !/^\S.* .*\S$/.test(meaning)).map(({ path }) => path),
    ).toEqual([]);
  });

  test('is there: all that a schema has below its root, methods of a start being those of the list', () => {
    const told = new Set(keys.map(({ path }) => path));
    const untold = [...new Set(placesIn(experimentSchema() as SchemaNode, []))].filter(
      (path) => !told.has(path) && !path.startsWith('start.method.'),
    );
    expect(untold).toEqual([]);
  });

  test('says where its default comes from', () => {
    const silent = keys.filter((key) => key.default !== undefined && key.source === undefined);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('has an example that reads', () => {
    const wrong = keys.filter((key) => problemOf(key.example) === undefined);
    expect(wrong.map(({ path, example }) => `${path}: ${example}`)).toEqual([]);
    const absent = keys.filter(({ path, example }) => !example.includes(path.split('.').at(-1)!));
    expect(absent.map(({ path }) => path)).toEqual([]);
  });
});

/** Paths of all properties, worked out by brute force: a mapping anywhere in a node counts. */
function placesIn(node: SchemaNode, path: readonly string[]): string[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.items ? [node.items] : [])];
  const { properties = {} } = node;
  const tag = Object.entries(properties).find(([, own]) => own.const !== undefined);
  const at = tag === undefined ? path : [...path, String(tag[1].const)];
  return [
    ...inner.flatMap((one) => placesIn(one, path)),
    ...Object.entries(properties)
      .filter(([name]) => name !== tag?.[0])
      .flatMap(([name, own]) => [[...at, name].join('.'), ...placesIn(own, [...at, name])]),
  ];
}

/** Files that an example is put into: of each, the first in which it reads is its own. */
const bases: readonly Data[] = [
  {
    data: { marker: 0.5 },
    network: 'mlp',
    methods: [
      { method: 'adam', rate: 0.01 },
      { method: 'sgd', rate: 0.1, batch: [4, 64] },
      { method: 'sam', rate: 0.01 },
      { method: 'heavy-ball', rate: 0.01, batch: 4 },
    ],
    stop: { loss: 0.02, steps: 100 },
    expect: [{ id: 'flat', value: { of: 'trace' }, in: '< 10' }],
  },
  {
    data: 'double-well',
    methods: [{ method: 'langevin', temperature: 0.1, dt: 0.01 }],
    stop: { time: 10 },
  },
  {
    data: { name: 'springs', walkers: 10 },
    methods: [{ method: 'sgd', rate: 0.1, batch: 4, sampling: 'with-replacement' }],
    stop: { steps: 100 },
  },
  {
    data: { train: 50 },
    network: 'mlp',
    methods: [{ method: 'gradient-flow' }, { method: 'central-flow', rate: 0.1 }],
    stop: { time: 10 },
  },
  {
    network: 'mlp',
    start: { method: { method: 'gradient-descent', rate: 0.1 }, stop: { steps: 100 } },
    methods: [{ method: 'gradient-descent', rate: 0.1 }],
    stop: { steps: 100 },
  },
];

/** The file that holds an example, as data; undefined where none does. */
function problemOf(example: string): Data | undefined {
  if (!files.has(example)) {
    const own = bases.map((base) => ({ ...base, ...(parseYaml(example) as Data) }));
    files.set(example, own.find(isRead));
  }
  return files.get(example);
}

/** Those that were looked for before. */
const files = new Map<string, Data | undefined>();

function isRead(file: Data): boolean {
  try {
    parse(file);
    return true;
  } catch {
    return false;
  }
}

/** What is read of a file, its key written out and left out. */
const readWith = (file: Data, path: string, value: unknown): unknown => {
  const copy = structuredClone(file);
  put(copy, path.split('.'), value);
  return parse(copy);
};

/** Sets a key of a file where it stands, or takes it away; alternatives are parts of its path and not of the file. */
function put(node: unknown, [part, ...rest]: readonly string[], value: unknown): void {
  const mapping = (Array.isArray(node) ? node[0] : node) as Data;
  if (rest.length === 0) {
    if (value === undefined) delete mapping[part!];
    else mapping[part!] = value;
    return;
  }
  const isTag = !(part! in mapping) && Object.values(mapping).includes(part);
  put(isTag ? mapping : mapping[part!], rest, value);
}

/** Keys that are kept as they are written, and given their value where they are used. */
const LATER = ['across', 'checkpoint', 'checkpoint.every', 'figures.preset'];

describe('a default is the value that reading yields', () => {
  const own = keys.filter(
    ({ path, default: byDefault }) => byDefault !== undefined && !LATER.includes(path),
  );

  test('of many keys', () => {
    expect(own.length).toBeGreaterThan(100);
  });

  test.each(own.map((key) => [key.path, key] as const))('%s', (path, key) => {
    const file = problemOf(key.example)!;
    expect(readWith(file, path, undefined)).toEqual(readWith(file, path, key.default));
    // Another value makes another experiment, so that the comparison can fail.
    const other = key.default === true ? false : undefined;
    if (other !== undefined) {
      expect(readWith(file, path, undefined)).not.toEqual(readWith(file, path, other));
    }
  });

  test('or of what is used later', () => {
    const methods = [{ method: 'sgd', rate: 0.1, batch: 4 }];
    const { checkpoint } = experimentFormat.parse({ methods, checkpoint: {} });
    expect(checkpoint).toEqual({ every: keyAt('checkpoint.every')!.default });
    expect(keyAt('checkpoint')!.default).toEqual(checkpoint);
    expect(sheetOf({})).toEqual(sheetOf({ preset: keyAt('figures.preset')!.default as 'column' }));
    const statement = { id: 'flat', value: { of: 'trace' }, in: '< 10' };
    const names = { axes: {}, scalars: ['trace'], series: [], facts: [] };
    const { expectations } = checkStatements({ expect: [statement] }, names);
    expect(expectations!.across).toBe(keyAt('across')!.default);
  });
});

describe('a schema', () => {
  const node: SchemaNode = {
    properties: {
      a: { type: 'number', exclusiveMinimum: 0, description: 'A.', default: 2 },
      list: {
        type: 'array',
        example: [{ kind: 'x', b: 3 }],
        items: {
          oneOf: ['x', 'y'].map((kind) => ({
            type: 'object',
            properties: { kind: { const: kind }, b: { type: 'integer', minimum: 1, example: 3 } },
            required: ['kind', 'b'],
          })),
        },
      },
    },
    required: ['list'],
  };

  test('is a key for each property, with what tells alternatives apart in the path', () => {
    expect(keysOf(node).map(({ path, values, required }) => [path, values, required])).toEqual([
      ['a', 'a number > 0', false],
      ['list', 'a list of mappings', true],
      ['list.x', 'a mapping', false],
      ['list.x.b', 'a whole number ≥ 1', true],
      ['list.y', 'a mapping', false],
      ['list.y.b', 'a whole number ≥ 1', true],
    ]);
    expect(keysOf(node).find(({ path }) => path === 'list.y.b')!.example).toBe(
      'list:\n  - { kind: y, b: 3 }',
    );
  });
});

describe('a name of a key', () => {
  const found = (text: string) => findKeys(text, keys).map(({ path }) => path);

  test.each([
    ['data.centre', ['data.centre']],
    ['centre', ['data.centre']],
    ['stop.loss', ['stop.loss']],
    ['sgd.batch', ['methods.sgd.batch']],
    ['methods[0].amplification', ['methods.svag.amplification']],
    ['methods.1.amplification', ['methods.svag.amplification']],
    ['measure.trace.relativeError', ['measure.trace.relativeError']],
    ['arms', ['arms']],
    ['nothing', []],
    ['', []],
  ])('%s', (text, paths) => expect(found(text)).toEqual(paths));

  test('that many methods have finds them all', () => {
    expect(found('momentum')).toEqual([
      'methods.heavy-ball.momentum',
      'methods.nesterov.momentum',
      'methods.muon.momentum',
      'methods.sam.momentum',
      'methods.momentum-flow.momentum',
    ]);
  });

  test.each([
    ['data.center', ' (did you mean "data.centre"?)'],
    ['relativeEror', ' (did you mean "relativeError"?)'],
    ['qqqqqqqqqqqqq', ''],
  ])('%s is near%s', (text, near) => expect(nearestKey(text, keys)).toBe(near));
});

describe('what is told', () => {
  test('of a number, its bounds', () => {
    expect(keyAt('data.labelNoise')!.values).toBe('a number from 0 to 1');
    expect(keyAt('shaping')!.values).toBe('a number ≥ 0 and < 1');
    expect(keyAt('methods.sgd.batch')!.values).toBe('a whole number ≥ 1');
  });

  test('of a key of some datasets or networks alone, which', () => {
    expect(keyAt('data.channels')).toMatchObject({ only: ['npz'] });
    expect(keyAt('network.channels')).toMatchObject({ only: ['cnn'] });
    expect(keyAt('data.train')!.only).toContain('mnist');
    expect(keyAt('data.name')!.only).toBeUndefined();
  });

  test('of methods and probes, what they are cited by', () => {
    expect(keyAt('methods.heavy-ball')).toMatchObject({ sources: ['polyak1964'] });
    expect(keyAt('measure.trace')).toMatchObject({ gives: ['trace'], default: true });
  });
});
