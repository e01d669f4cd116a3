import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { latexText } from '../../src/core/latex.ts';
import { bibliography } from '../../src/lab/bibliography/reference.ts';
import { bibtexOf } from '../../src/report/citations/bibtex.ts';
import { armsTables } from '../../src/report/tables/arms-table.ts';
import { latexOf } from '../../src/report/tables/latex.ts';
import { pairsTable } from '../../src/report/tables/pairs-table.ts';
import type { PaperTable } from '../../src/report/tables/table.ts';
import { temporaryFolder } from '../support/command-line.ts';
import { findingsOf } from '../support/findings-of.ts';
import { quickstart, run, sgd, spec } from '../support/synthetic-runs.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const has = (command: string) => spawnSync(command, ['--version']).status === 0;
const call = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, { cwd: folder.path, encoding: 'utf8' });

/** Sets a document, which must leave no complaint, and gives the text on its pages where that can be read. */
function set(name: string, body: string, bibliographies = false): string | undefined {
  // A small TeX has no booktabs.
  const rules =
    '\\IfFileExists{booktabs.sty}{\\usepackage{booktabs}}{\\let\\toprule\\hline\\let\\midrule\\hline\\let\\bottomrule\\hline}';
  const page = '\\textwidth=500mm\\textheight=800mm\\pdfpagewidth=600mm\\pdfpageheight=900mm';
  writeFileSync(
    join(folder.path, `${name}.tex`),
    `\\documentclass{article}\n${rules}\n${page}\\parindent=0pt\n\\begin{document}\n${body}\n\\end{document}\n`,
  );
  const latex = () => call('pdflatex', '-interaction=nonstopmode', '-halt-on-error', name);
  const first = latex();
  expect(first.stdout.match(/^! .*|Missing character.*|Overfull.*/gm)).toBeNull();
  expect(first.status).toBe(0);
  if (bibliographies) {
    const { stdout } = call('bibtex', name);
    expect(stdout).not.toMatch(/[Ww]arning|error/);
    for (const pass of [latex(), latex()]) expect(pass.status).toBe(0);
  }
  if (!has('pdftotext') && call('pdftotext', '-v').status !== 0) return undefined;
  return call('pdftotext', '-layout', `${name}.pdf`, '-').stdout;
}

// Elsewhere: apt-get install texlive-latex-base, and texlive-latex-recommended for booktabs.
const tex = test.skipIf(!has('pdflatex'));

tex('tables of arms and pairs are set by pdfLaTeX as they are written', () => {
  const data = (path: string) =>
    [0, 1, 2].map((seed) => {
      const of = spec(sgd(4), seed);
      return run(
        { ...of, data: { ...of.data, name: 'csv', path } },
        { trace: 3 + seed, sharpness: 1 },
      );
    });
  const odd = [...data('/100%_of$x&{y}~^#\\z.csv'), ...data('/ü "ß" <é>.csv')];
  for (const [name, runs] of Object.entries({ plain: quickstart(3), odd })) {
    const tables = [...armsTables(runs, undefined), pairsTable(findingsOf(runs), runs, undefined)];
    writeFileSync(join(folder.path, `${name}-tables.tex`), latexOf(tables, ['100 % of $x']));
    const text = set(name, `\\input{${name}-tables}`);
    if (text === undefined) continue;
    const [cell] = tables[0]!.rows[0]!;
    if (name === 'plain') expect(text).toContain(cell);
    else expect(text).toMatch(/\/100%.of\$x&\{y\}/);
  }
});

tex('predictions with sentences keep to their columns', () => {
  const table: PaperTable = {
    caption: 'Predictions.',
    columns: [
      { heading: 'id', holds: 'words' },
      { heading: 'prediction', holds: 'sentence' },
      { heading: 'measured', holds: 'number' },
      { heading: 'interval', holds: 'interval' },
    ],
    rows: [
      [
        'flat_ter',
        'At equal loss B = 4 ends at a trace below 90 % of that of B = 256 & so on. '.repeat(9),
        '−1.2 × 10⁻⁵',
        '[−∞, 0.2]',
      ],
    ],
  };
  set('predictions', latexOf([table], []));
});

const SIGNS = [
  'a \\ b { c } d $ e & f # g % h _ i ^ j ~ k < l > m | n ` o',
  'x--y and x---z',
  'Şimşekli Dollár Nørsett Ré Größe Motörhead naïve Łukasz façade Ångström',
  'SGD B = 4, η = 0.1 and T = 0.001',
  'ηθλμ αβγδ ΔΣΩ',
];

tex('signs come out on the page as they went in', () => {
  const text = set('signs', SIGNS.map((line) => `${latexText(line)}\\par`).join('\n'));
  if (text === undefined) return;
  // TeX draws some signs by others that look the same, accents by themselves, and _ by a rule.
  const same: Readonly<Record<string, string>> = {
    ˆ: '^',
    '˜': '~',
    ı: 'i',
    '∆': 'Δ',
    Ł: 'L',
    _: '',
  };
  const plain = (of: string) =>
    [...of]
      .map((sign) => same[sign] ?? sign)
      .join('')
      .normalize('NFKD')
      .replaceAll(/[\s\p{M}]/gu, '');
  const page = plain(text);
  for (const line of SIGNS) expect(page).toContain(plain(line));
});

test.skipIf(!has('pdflatex') || !has('bibtex'))(
  'the whole bibliography is set by BibTeX without a warning',
  () => {
    const cited = [...bibliography()].map(([key, reference]) => ({ key, reference, parts: ['x'] }));
    writeFileSync(join(folder.path, 'all.bib'), bibtexOf(cited));
    const text = set(
      'references',
      '\\nocite{*}\\bibliographystyle{plain}\\bibliography{all}',
      true,
    );
    const bbl = readFileSync(join(folder.path, 'references.bbl'), 'utf8');
    expect([...bbl.matchAll(/\\bibitem\{(\w+)\}/g)].map(([, key]) => key).sort()).toEqual(
      cited.map(({ key }) => key).sort(),
    );
    if (text !== undefined) expect(text).toContain('TensorFlow.js');
  },
);
