import type { Expression, Node } from '../expression/syntax.ts';
import { type Outcome, outcomes, type Verdict } from './verdict.ts';

/**
 * What becomes of a claim over the verdicts of its statements, all of them unless it says otherwise: supported where
 * the statements that are supported and refuted make it true whatever the others are, refuted where they make it false.
 *
 * Undecided otherwise, as the gravest of its undecided parts: undefined, then not reached, then inconclusive.
 */
export function judgeClaim(claim: Expression | undefined, verdicts: readonly Verdict[]): Outcome {
  const judged = verdicts.filter(({ verdict }) => verdict !== 'measured');
  if (judged.length === 0) return verdicts.length === 0 ? 'undefined' : 'measured';
  if (claim === undefined) return judged.map(({ verdict }) => verdict).reduce(both);
  const byId = new Map(verdicts.map(({ id, verdict }) => [id, verdict]));
  const visit = (node: Node): Outcome => {
    if (node.kind === 'name') return byId.get(node.name) ?? 'undefined';
    if (node.kind === 'unary' && node.op === 'not') return opposite(visit(node.of));
    if (node.kind !== 'binary') return 'undefined';
    const [a, b] = [visit(node.left), visit(node.right)];
    if (node.op === 'and') return both(a, b);
    return node.op === 'or' ? opposite(both(opposite(a), opposite(b))) : 'undefined';
  };
  return visit(claim.node);
}

const GRAVITY: readonly Outcome[] = [
  'supported',
  'measured',
  'inconclusive',
  'not-reached',
  'undefined',
  'refuted',
];

/** One that is refuted refutes both; what is only measured says nothing. */
const both = (a: Outcome, b: Outcome): Outcome =>
  GRAVITY.indexOf(a) >= GRAVITY.indexOf(b) ? a : b;

const opposite = (of: Outcome): Outcome =>
  of === 'supported' ? 'refuted' : of === 'refuted' ? 'supported' : of;

/** What becomes of a claim in all of its settings: `depends` where they come to different outcomes. */
export const claimOutcomes = [...outcomes, 'depends'] as const;
export type ClaimOutcome = (typeof claimOutcomes)[number];

/** The outcomes of a claim in each of its settings as one. */
export const inAllSettings = ([
  first = 'undefined',
  ...others
]: readonly Outcome[]): ClaimOutcome => (others.every((one) => one === first) ? first : 'depends');
