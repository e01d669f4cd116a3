import { describe, expect, test } from 'vitest';
import { decays } from '../../../src/dynamics/terms/decay.ts';
import { betweenSources } from '../../../src/lab/between/sources.ts';
import { bibliography, parseBibliography } from '../../../src/lab/bibliography/reference.ts';
import { worksOf } from '../../../src/lab/bibliography/works.ts';
import { datasetCards } from '../../../src/lab/data/card.ts';
import { solverSources } from '../../../src/lab/methods/flow-keys.ts';
import { sourcesOfGradients } from '../../../src/lab/methods/gradient-sources.ts';
import { methods } from '../../../src/lab/methods/registry.ts';
import { probeNames, probes } from '../../../src/lab/probes/registry.ts';
import { networkOf, networkSources } from '../../../src/lab/spec/network.ts';
import { keysOf, type Sources } from '../../../src/lab/spec/sources.ts';

const references = bibliography();

/** Everything that names its sources, with the keys of what else its options may add. */
const entries: readonly (readonly [string, Sources])[] = [
  ...methods.map(({ name, sources }) => [`method ${name}`, sources] as const),
  ...probeNames.map((name) => [`probe ${name}`, probes[name].sources] as const),
  ...datasetCards().map(({ name, sources }) => [`data ${name}`, sources] as const),
  ...Object.entries(betweenSources).map(
    ([what, sources]) => [`between runs, ${what}`, sources] as const,
  ),
];

const rate = 0.1;
const further = [
  ...Object.values(solverSources).flat(),
  ...[
    { kind: 'constant', warmUp: 2 } as const,
    { kind: 'step-decay', every: 2, factor: 0.5 } as const,
    { kind: 'cosine', steps: 4 } as const,
    { kind: 'inverse-time', halvedAfter: 4 } as const,
  ].flatMap((schedule) => sourcesOfGradients({ rate, schedule })),
  ...[
    { kind: 'fixed', steps: 1 } as const,
    { kind: 'uniform', most: 2 } as const,
    { kind: 'geometric', mean: 1, most: 3 } as const,
  ].flatMap((delay) => sourcesOfGradients({ rate, delay })),
  ...sourcesOfGradients({
    ...{ rate, labelFlips: 0.1, targetNoise: 0.1, gradientNoise: 0.1 },
    ...{ stages: { 10: 4 }, shards: { workers: 2, alpha: 1, visit: 'all' } },
  }),
  ...sourcesOfGradients({ rate, clip: 1 }),
  'andriushchenko2022',
  ...decays.flatMap((decay) => sourcesOfGradients({ rate, weightDecay: 0.1, decay })),
  ...probes.matrices.further!({
    ...probes.matrices.read({}),
    of: ['gaussNewton', 'residual', 'fisher', 'empiricalFisher', 'gradientCovariance'],
  }),
  ...networkSources(
    networkOf('mlp', { activation: 'gelu', parametrisation: 'ntk', linearised: true }),
  ),
  ...networkSources(networkOf('mlp', { parametrisation: 'mean-field', outputScale: 10 })),
  ...networkSources(networkOf('cnn', { stride: 2 })),
  ...networkSources(networkOf('mlp', { residual: true, normalisation: 'layer' })),
  ...probes.landscape.further!({ ...probes.landscape.read({}), directions: 'eigenvectors' }),
];

test.each(entries)('%s has a source in the bibliography, or says why none', (_, sources) => {
  if ('none' in sources) expect(sources.none.length).toBeGreaterThan(10);
  else expect(sources.length).toBeGreaterThan(0);
  for (const key of keysOf(sources)) expect([...references.keys()]).toContain(key);
});

test('the bibliography holds what is cited, and nothing else', () => {
  const cited = [...entries.flatMap(([, sources]) => keysOf(sources)), ...further];
  const own = ['flowlab', 'smilkov2019'];
  expect([...references.keys()].sort()).toEqual([...new Set([...cited, ...own])].sort());
});

test('a key is the family name of the first author in plain letters, and the year', () => {
  for (const [key, { authors, year }] of references) {
    if (key === 'flowlab') continue;
    const [first] = authors;
    const family = typeof first === 'string' ? first : first![0];
    const plain = family.normalize('NFD').replaceAll(/[^A-Za-z]/g, '');
    expect(key).toBe(`${plain.toLowerCase()}${year}`);
  }
});

test('no work is in the bibliography twice', () => {
  const all = [...references.values()];
  for (const of of [
    all.map(({ title }) => title.toLowerCase()),
    all.flatMap(({ doi }) => doi ?? []),
    all.flatMap(({ arxiv }) => arxiv ?? []),
  ])
    expect(of).toEqual([...new Set(of)]);
});

test('an arXiv number is from the year of its paper or before', () => {
  for (const [key, { arxiv, year }] of references)
    if (arxiv !== undefined)
      expect([key, 2000 + Number(arxiv.slice(0, 2)) <= year]).toEqual([key, true]);
});

describe('a bibliography', () => {
  const good = 'a2000:\n  authors: [[A, B]]\n  title: T\n  year: 2000\n  journal: J\n  volume: 1\n';

  test('is read', () => {
    expect([...parseBibliography(good).keys()]).toEqual(['a2000']);
  });

  test.each([
    ['  year: 2000', '  year: 20000', 'a2000.year'],
    ['  volume: 1\n', '', 'journal and volume go together'],
    ['  journal: J\n  volume: 1\n', '', 'say where it came out'],
    ['  volume: 1\n', '  volume: 1\n  publisher: P\n', 'give one of journal'],
    ['  volume: 1\n', '  volume: 1\n  doi: https://doi.org/10.1/x\n', 'without the address'],
    ['  volume: 1\n', '  volume: 1\n  arxiv: arXiv:1412.6980\n', 'give its number'],
    ['  volume: 1\n', '  volume: 1\n  pages: [9, 3]\n', 'the first is behind the last'],
    ['  volume: 1\n', '  volume: 1\n  color: red\n', 'color'],
    ['  title: T\n', '  title: [\n', 'invalid bibliography'],
  ])('is refused with %j made %j', (before, after, message) => {
    expect(() => parseBibliography(good.replace(before, after))).toThrow(message);
  });
});

test('works of an empty experiment are none', () => {
  expect(worksOf([], datasetCards())).toEqual([]);
});
