import type { Statement } from './statement.ts';

/** Whether the numbers of a statement are judged as they are, or by their logarithms. */
export function scaleOf(statement: Statement): 'numbers' | 'logarithms' {
  switch (statement.kind) {
    case 'ratio':
      return 'logarithms';
    case 'order':
      return statement.by.kind === 'share' ? 'logarithms' : 'numbers';
    case 'equal':
    case 'collapse':
    case 'shape':
      return statement.within.kind === 'share' ? 'logarithms' : 'numbers';
    case 'value':
      return statement.in.kind === 'near' && statement.in.margin.kind === 'share'
        ? 'logarithms'
        : 'numbers';
    default:
      return 'numbers';
  }
}
