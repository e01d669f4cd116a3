import { describe, expect, test } from 'vitest';
import { beyondPdfLatex, latexNumber, latexText } from '../../src/core/latex.ts';

describe('text as LaTeX', () => {
  test.each([
    ['SGD B = 4, η = 0.1 & 2/λ₀', 'SGD $B = 4$, $\\eta = 0.1$ \\& 2/$\\lambda_{0}$'],
    ['ηₘₐₓ at the end', '$\\eta_{\\max}$ at the end'],
    ['1.5 × 10⁻⁵', '$1.5 \\times 10^{-5}$'],
    ['x₋₁ and 2ⁿ', '$x_{-1}$ and 2$^{n}$'],
    ['28 × 28', '28 $\\times$ 28'],
    ['in [−0.2, 0.1]', 'in [$-0.2$, 0.1]'],
    ['λ(P⁻¹H)', '$\\lambda$($P^{-1}$H)'],
    ['Ornstein–Uhlenbeck', 'Ornstein--Uhlenbeck'],
    ['a "word" and “another”', "a ``word'' and ``another''"],
    ['Şimşekli, Dollár, Nørsett', "{\\c{S}}im{\\c{s}}ekli, Doll{\\'{a}}r, N{\\o}rsett"],
  ])('%s is %s', (text, source) => {
    expect(latexText(text)).toBe(source);
  });

  test('every sign of TeX is escaped, and no two signs run into one', () => {
    expect(latexText('\\ { } $ & # % _ ^ ~ < > | `')).toBe(
      '\\textbackslash{} \\{ \\} \\$ \\& \\# \\% \\_ \\textasciicircum{} \\textasciitilde{} \\textless{} \\textgreater{} ' +
        '\\textbar{} \\textasciigrave{}',
    );
    expect(latexText("a--b ''")).toBe("a-{}-b '{}'");
  });

  test('an equation is of one letter: words and units stay text', () => {
    expect(latexText('size = 4')).toBe('size = 4');
    expect(latexText('3B = 4')).toBe('3B = 4');
    expect(latexText('B = 4a')).toBe('B = 4a');
  });

  test('line ends and control characters cannot end a comment or a cell', () => {
    expect(latexText('a\nb\u0007c\r\nd')).toBe('a b c d');
  });

  test('letters that pdfLaTeX cannot set stay, and are told', () => {
    const source = latexText('λ 漢字 é');
    expect(source).toBe("$\\lambda$ 漢字 {\\'{e}}");
    expect(beyondPdfLatex(source)).toEqual(['漢', '字']);
  });
});

test.each([
  ['382 ± 14', '$382 \\pm 14$'],
  ['(1.20 ± 0.15) × 10⁻⁵', '$(1.20 \\pm 0.15) \\times 10^{-5}$'],
  ['−∞', '$-\\infty$'],
  ['–', '--'],
  ['NaN', 'NaN'],
  ['95 %', '$95 \\%$'],
])('the number %s is %s', (text, source) => {
  expect(latexNumber(text)).toBe(source);
});
