import { didYouMean, nearest } from '../../core/nearest.ts';
import { functionCard, functions } from './functions.ts';
import { type ExpressionIssue, issueAt } from './issue.ts';
import { own } from './own.ts';
import { allNames, type Scope } from './scope.ts';
import { type Call, childrenOf, type Expression, type Node, namesOfNode } from './syntax.ts';
import { typeIssues, type Wanted } from './types.ts';

/**
 * What is wrong with an expression that reads well: names that nobody has, functions with the wrong arguments,
 * conditions where a number is wanted. Needs no data, so that a file is refused before it runs.
 */
export function checkExpression(
  { text, node }: Expression,
  scope: Scope,
  wanted: Wanted,
): readonly ExpressionIssue[] {
  const found: [number, string][] = [];
  const visit = (one: Node, parent?: Node): void => {
    // Of method = sdg it is the word that is wrong.
    const at = comparesWord(one, scope) ? one.right.at : one.at;
    for (const message of mistakesOf(one, parent, scope)) found.push([at, message]);
    if (one.kind === 'call') for (const issue of namedMistakes(one, scope)) found.push(issue);
    for (const child of visited(one, scope)) visit(child, one);
  };
  visit(node);
  const all = found.length > 0 ? found : typeIssues(node, scope, wanted);
  return all.map(([at, message]) => issueAt(text, at, message));
}

/** The argument of reference(…) is a name of its own, and a word to compare with is none. */
const visited = (node: Node, scope: Scope): readonly Node[] => {
  if (node.kind === 'call' && node.name === 'reference') return [];
  if (node.kind === 'call' && node.name === 'slope' && node.named.some(isScale))
    return [...node.args, ...node.named.filter((one) => !isScale(one)).map(({ value }) => value)];
  return comparesWord(node, scope) ? [node.left] : childrenOf(node);
};

const isScale = ({ name }: { readonly name: string }) => name === 'scale';

const isNoise = ({ name }: { readonly name: string }) => name === 'noise';

/** What is said where something is taken over noises that no seed has. */
export const ONE_NOISE = 'every seed has one noise here; write noises: 24 in the file';

/** Whether a comparison is with a word: `method = sgd`, where nothing else is called sgd. */
const comparesWord = (
  node: Node,
  scope: Pick<Scope, 'names' | 'lets'>,
): node is Extract<Node, { kind: 'binary' }> & {
  readonly right: Extract<Node, { kind: 'name' }>;
} =>
  node.kind === 'binary' &&
  (node.op === '=' || node.op === '!=') &&
  node.right.kind === 'name' &&
  !isKnown(node.right.name, scope);

const isKnown = (name: string, scope: Pick<Scope, 'names' | 'lets'>): boolean =>
  allNames(scope).includes(name);

function mistakesOf(node: Node, parent: Node | undefined, scope: Scope): readonly string[] {
  if (node.kind === 'index')
    return scope.arms.includes(node.arm)
      ? []
      : [
          `no arm is called "${node.arm}"${didYouMean(node.arm, scope.arms) || armsHint(scope.arms)}`,
        ];
  if (node.kind === 'name') return unknownName(node.name, scope);
  if (node.kind === 'list')
    return parent?.kind === 'binary' || parent?.kind === 'list' || isTimesOf(node, parent)
      ? []
      : ['a list stands only in a comparison, as in hidden = [16, 16]'];
  if (comparesWord(node, scope)) return unknownWord(node.left, node.right.name, scope);
  return node.kind === 'call' ? callMistakes(node, scope) : [];
}

/** `time = [t, u]` of two vectors. */
const isTimesOf = (node: Node, parent: Node | undefined): boolean =>
  parent?.kind === 'call' &&
  functionCard(parent.name)?.takes.includes('vector') === true &&
  parent.named.some(({ name, value }) => name === 'time' && value === node);

const armsHint = (arms: readonly string[]) =>
  arms.length === 0 ? '; name it in arms:' : `; there are ${arms.join(', ')}`;

function unknownName(name: string, scope: Scope): readonly string[] {
  const known = allNames(scope);
  if (known.includes(name)) return [];
  const parts = name.split('-');
  if (parts.length > 1 && parts.every((part) => known.includes(part)))
    return [`"${name}" is one name; write ${parts.join(' - ')} for a difference`];
  if (functionCard(name) !== undefined) return [`"${name}" is a function; write ${name}(…)`];
  return [`nothing is called "${name}"${didYouMean(name, known)}`];
}

function unknownWord(left: Node, word: string, { names }: Scope): readonly string[] {
  if (left.kind !== 'name') return [];
  const values =
    left.name === 'ending' ? (names.endings ?? []) : (own(names.axes, left.name) ?? []).map(String);
  if (values.length === 0 || values.includes(word)) return [];
  const guess = nearest(word, values);
  const hint = guess === undefined ? `; it takes ${values.join(', ')}` : didYouMean(word, [guess]);
  return [`${left.name} is never "${word}"${hint}`];
}

function callMistakes({ name, args }: Call, { names }: Scope): readonly string[] {
  const card = functionCard(name);
  if (card === undefined)
    return [
      `no function is called "${name}"${didYouMean(
        name,
        functions.map((f) => f.name),
      )}`,
    ];
  const [least, most] = card.count;
  if (args.length < least || args.length > most) {
    const wants = least === most ? `${least}` : `${least} to ${most}`;
    return [`${name}(…) takes ${wants} argument${wants === '1' ? '' : 's'}, not ${args.length}`];
  }
  if (name === 'reference') {
    const [of] = args;
    const known = Object.keys(names.references ?? {});
    if (of?.kind !== 'name') return ['reference(…) takes a name'];
    if (known.includes(of.name)) return [];
    const has = known.length === 0 ? 'none' : known.join(', ');
    return [
      `the problem publishes no "${of.name}"${didYouMean(of.name, known) || `; it has ${has}`}`,
    ];
  }
  return [];
}

function* namedMistakes({ name, named }: Call, { names }: Scope): Generator<[number, string]> {
  const card = functionCard(name);
  if (card === undefined) return;
  const clock = card.named.includes('clock');
  const known = card.named.filter((one) => one !== 'clock');
  for (const one of named) {
    if (known.includes(one.name) || (clock && names.series.includes(one.name))) continue;
    const all = clock ? [...known, ...names.series] : known;
    const takes = known.length === 0 ? 'none' : all.join(', ');
    yield [
      one.at,
      `${name}(…) has no argument "${one.name}"${didYouMean(one.name, all) || `; it has ${takes}`}`,
    ];
  }
  if (name === 'at' && named.length !== 1)
    yield [
      named[1]?.at ?? 0,
      'at(…) takes one place: time = 20, step = 100 or a series, as in trainLoss = 0.1',
    ];
  for (const one of named)
    if (
      one.name === 'scale' &&
      !(one.value.kind === 'name' && ['log', 'linear'].includes(one.value.name))
    )
      yield [one.at, 'scale is log or linear'];
  for (const one of named)
    if (one.name === 'over' && names.noises === 0 && namesOfNode(one.value).some(isNoise))
      yield [one.at, ONE_NOISE];
}
