import type { Statement } from '../statements/statement.ts';
import { wordsOf } from '../statements/words-of.ts';

/** What the numbers of a statement are of, a phrase. */
export function quantityText(statement: Statement): string {
  const of = wordsOf(statement) ?? statement.of.text;
  switch (statement.kind) {
    case 'value':
      return statement.in.kind === 'near'
        ? against(of, statement.in.centre.text, statement.in.margin.kind)
        : of;
    case 'shape':
      return against(of, statement.is.text, statement.within.kind);
    case 'equal':
      if ('node' in statement.to) return against(of, statement.to.text, statement.within.kind);
      return contrast(of, statement.to, statement.within.kind === 'share');
    case 'ratio':
    case 'difference':
      return contrast(of, statement, statement.kind === 'ratio');
    case 'slope': {
      const { over, scale, per } = statement;
      if (per !== undefined) return `the change of ${of} per doubling of ${over.text}`;
      const isPower = scale[0] === 'log' && scale[1] === 'log';
      const [y, x] = [of, over.text].map((text, i) =>
        scale[i] === 'log' ? `the logarithm of ${text}` : text,
      );
      return isPower
        ? `the exponent of ${of} as a power of ${over.text}`
        : `the slope of ${y} over ${x}`;
    }
    case 'order':
      return `the ${statement.by.kind === 'share' ? 'factor' : 'change'} by which ${of} ${statement.goes} along ${statement.over.text}`;
    case 'collapse':
      return `the ${statement.within.kind === 'share' ? 'ratio' : 'difference'} of ${of} between arms of equal ${statement.over.text}`;
    case 'share':
      return `the share of ${statement.per === 'step' ? 'rows' : 'runs'} with ${of}`;
    case 'correlation':
      return `Kendall’s τ of ${of} and ${statement.with.text} within ${statement.within === 'seed' ? 'seeds' : 'arms'}`;
  }
}

const against = (of: string, to: string, kind: 'share' | 'plain') =>
  kind === 'share' ? `the ratio of ${of} to ${to}` : `${of} minus ${to}`;

const contrast = (
  of: string,
  { from, to }: { readonly from: string; readonly to: string },
  isRatio: boolean,
) =>
  isRatio
    ? `the ratio of ${of} for ${from} to that for ${to}`
    : `${of} for ${from} minus that for ${to}`;
