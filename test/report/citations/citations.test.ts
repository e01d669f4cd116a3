import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  bibliography,
  type Cited,
  type Reference,
} from '../../../src/lab/bibliography/reference.ts';
import { flowlabPackage } from '../../../src/lab/records/provenance.ts';
import { bibtexOf } from '../../../src/report/citations/bibtex.ts';
import { cffOf } from '../../../src/report/citations/cff.ts';
import { plainOf } from '../../../src/report/citations/plain.ts';

const references = bibliography();
const of = (key: string): Cited => ({
  ...{ key, reference: references.get(key)! },
  parts: ['method x'],
});
const all = [...references.keys()].map(of);

describe('BibTeX', () => {
  test('has a journal, a proceedings paper, a book and a preprint each as its type', () => {
    const types = ['polyak1964', 'li2017', 'parlett1980', 'andreyev2024'].map(
      (key) => /@(\w+)/.exec(bibtexOf([of(key)]))![1],
    );
    expect(types).toEqual(['article', 'inproceedings', 'book', 'misc']);
  });

  test('writes a reference as its fields say it', () => {
    expect(bibtexOf([of('polyak1964')])).toBe(`% method x
@article{polyak1964,
  author = {Polyak, Boris T.},
  title = {Some methods of speeding up the convergence of iteration methods},
  journal = {USSR Computational Mathematics and Mathematical Physics},
  volume = {4},
  number = {5},
  pages = {1--17},
  year = {1964},
  doi = {10.1016/0041-5553(64)90137-5},
}
`);
  });

  test('is ASCII, with accents as BibTeX sorts them, groups as one name, and the capitals of names', () => {
    const text = bibtexOf(all);
    expect(text).toMatch(/^\p{ASCII}*$/u);
    expect(text).toContain('author = {{\\c{S}}im{\\c{s}}ekli, Umut and');
    expect(text).toContain('Amodei, Dario and {OpenAI Dota Team}}');
    expect(text).toContain('Fast exact multiplication by the {Hessian}');
    expect(text).toContain('convergence rate {O(1/$k^{2}$)}');
  });

  test('has every brace closed, and each key once', () => {
    const text = bibtexOf(all).replaceAll(/\\[{}]/g, '');
    let depth = 0;
    for (const sign of text) {
      depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
    const keys = [...text.matchAll(/^@\w+\{(\w+),$/gm)].map(([, key]) => key);
    expect(keys).toEqual([...references.keys()]);
  });
});

test('as text a reference is one line with its address', () => {
  expect(plainOf([of('polyak1964'), of('li2017')])).toBe(
    'Boris T. Polyak. Some methods of speeding up the convergence of iteration methods. USSR Computational Mathematics ' +
      'and Mathematical Physics 4(5), 1–17, 1964. https://doi.org/10.1016/0041-5553(64)90137-5 [method x]\n' +
      'Qianxiao Li, Cheng Tai and Weinan E. Stochastic modified equations and adaptive stochastic gradient algorithms. ' +
      'International Conference on Machine Learning (ICML), 2017. https://arxiv.org/abs/1511.06251 [method x]\n',
  );
});

describe('the Citation File Format', () => {
  const version = flowlabPackage().version;
  const software = {
    ...flowlabPackage(),
    reference: { ...references.get('flowlab')!, version } satisfies Reference,
  };

  test('CITATION.cff is that of this version', () => {
    const file = readFileSync(new URL('../../../CITATION.cff', import.meta.url), 'utf8');
    expect(file).toBe(cffOf(software, []));
  });

  // The keys and values of the official schema 1.2.0 that these files use.
  const kinds = ['article', 'book', 'conference-paper', 'generic', 'unpublished'];
  const keys = [
    ...['type', 'authors', 'title', 'year', 'journal', 'conference', 'publisher', 'notes'],
    ...['volume', 'issue', 'start', 'end', 'doi', 'identifiers', 'url'],
  ];

  test('has what version 1.2.0 requires, and of each reference what it allows', () => {
    const { references: cited, ...own } = parse(cffOf(software, all));
    expect(own).toMatchObject({
      ...{ 'cff-version': '1.2.0', type: 'software', license: 'MIT', version },
      authors: [{ name: 'The flowlab authors' }],
    });
    expect(own.message).toMatch(/cite/);
    expect(own.title).toMatch(/^flowlab/);
    expect(cited).toHaveLength(all.length);
    for (const one of cited) {
      expect(kinds).toContain(one.type);
      expect(keys).toEqual(expect.arrayContaining(Object.keys(one)));
      expect(one.authors.length).toBeGreaterThan(0);
      for (const author of one.authors)
        expect([['family-names', 'given-names'], ['name']]).toContainEqual(Object.keys(author));
      expect(one.title).toEqual(expect.any(String));
    }
  });

  test('says of a paper where it came out', () => {
    const { references: cited } = parse(cffOf(software, [of('epperly2024'), of('li2017')]));
    expect(cited).toMatchObject([
      {
        ...{ type: 'article', journal: 'SIAM Journal on Matrix Analysis and Applications' },
        ...{ volume: 45, issue: 1, start: 1, end: 23, doi: '10.1137/23M1548323', year: 2024 },
      },
      {
        type: 'conference-paper',
        conference: { name: 'International Conference on Machine Learning (ICML)' },
        identifiers: [{ type: 'other', value: 'arXiv:1511.06251' }],
        url: 'https://arxiv.org/abs/1511.06251',
      },
    ]);
  });
});
