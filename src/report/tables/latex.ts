import { valueAndError } from '../../core/format.ts';
import { beyondPdfLatex, latexNumber, latexText } from '../../core/latex.ts';
import type { Cell, Column, PaperTable } from './table.ts';

/**
 * Tables as LaTeX, each a `tabular` with the rules of booktabs, below its caption as a comment; of packages booktabs alone.
 *
 * `about`: what the first lines of comment say.
 */
export function latexOf(tables: readonly PaperTable[], about: readonly string[]): string {
  const bodies = tables.map(tabular);
  const beyond = beyondPdfLatex(bodies.join(''));
  const lines = [
    ...about,
    'Needs \\usepackage{booktabs}.',
    ...(beyond.length === 0
      ? []
      : [`LuaLaTeX or XeLaTeX sets these letters, pdfLaTeX does not: ${beyond.join(' ')}`]),
  ];
  const set = tables.map(({ caption }, i) => `${comment(caption)}${bodies[i]}`);
  return `${lines.map(comment).join('')}\n${set.join('\n\\bigskip\n\n')}`;
}

const comment = (text: string): string => `% ${text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')}\n`;

const tabular = ({ columns, rows }: PaperTable): string =>
  `\\begin{tabular}{${columns.map(({ holds }) => PLACES[holds]).join('')}}
\\toprule
${columns.map(headOf).join(' & ')} \\\\
\\midrule
${rows.map((cells) => `${cells.map((cell, i) => cellOf(cell, columns[i]!)).join(' & ')} \\\\\n`).join('')}\\bottomrule
\\end{tabular}
`;

/** An estimate has two columns, whose ± stand below each other. */
const PLACES: Readonly<Record<Column['holds'], string>> = {
  words: 'l',
  sentence: 'p{0.3\\linewidth}',
  number: 'r',
  interval: 'l',
  estimate: 'r@{\\,$\\pm$\\,}l',
};

const headOf = ({ heading, holds }: Column): string => {
  const text = heading === 'n' ? '$n$' : latexText(heading);
  return holds === 'estimate' ? both(text) : text;
};

function cellOf(cell: Cell, { holds }: Column): string {
  if (typeof cell === 'string') {
    const text = holds === 'number' || holds === 'interval' ? latexNumber(cell) : latexText(cell);
    if (holds === 'sentence') return `\\raggedright ${text}`;
    return holds === 'estimate' ? both(text) : text;
  }
  const { shown, error, exponent } = valueAndError(cell.value, cell.error ?? 0);
  if (error === null) return both(latexNumber(shown));
  const [value, width] = [inner(shown), inner(error)];
  return exponent === 0
    ? `$${value}$ & $${width}$`
    : `$(${value}$ & $${width}) \\times 10^{${exponent}}$`;
}

/** A number without the signs that begin and end a formula. */
const inner = (text: string): string => latexNumber(text).slice(1, -1);

const both = (text: string): string => `\\multicolumn{2}{c}{${text}}`;
