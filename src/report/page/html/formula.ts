import temml from 'temml';
import type { Formula } from '../block.ts';
import { escaped } from './text.ts';

/** A formula as MathML, which browsers set themselves; where the LaTeX cannot be read, as it stands. */
export function formulaHtml({ latex }: Formula): string {
  const math = mathOf(latex);
  return `<p class="formula" tabindex="0">${math ?? `<code>${escaped(latex)}</code>`}</p>`;
}

/** LaTeX as MathML; undefined where it cannot be read. */
function mathOf(latex: string): string | undefined {
  try {
    return temml.renderToString(latex, { displayMode: true, throwOnError: true });
  } catch {
    return undefined;
  }
}
