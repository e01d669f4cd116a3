import { own } from '../expression/own.ts';
import type { Statement } from './statement.ts';

/** What a statement's quantity is called where it is a name of `let` with words; undefined where it is not. */
export function wordsOf({
  of: { node },
  lets,
}: Pick<Statement, 'of' | 'lets'>): string | undefined {
  return node.kind === 'name' ? own(lets, node.name)?.words : undefined;
}
