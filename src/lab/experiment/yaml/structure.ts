import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar } from 'yaml';
import { counted, most } from '../../spec/limits.ts';

/** What is wrong with how a document is built, and where: characters from the start of the text. */
export interface StructureIssue {
  readonly offset: number;
  readonly message: string;
}

/** How text is parsed: nothing is printed, a second document is an error, and keys are looked at by {@link structureIssue}, once each. */
export const STRICT = { prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const;

/** Aliases were counted by {@link structureIssue}. */
export const TO_JS = { maxAliasCount: -1 } as const;

/**
 * The first key that stands twice in a mapping, or the first alias that stands for what it is part of, or for too much: aliases of
 * aliases are few words for more values than any memory holds.
 */
export function structureIssue(document: Document): StructureIssue | undefined {
  const walk = { anchors: new Map<string, Anchored>(), aliased: 0 };
  try {
    valuesIn(document.contents, walk);
    return undefined;
  } catch (error) {
    if (error instanceof Found) return error.issue;
    throw error;
  }
}

/** An anchored node with the number of its values, aliases written out; undefined while they are counted. */
interface Anchored {
  values?: number;
}

interface Walk {
  readonly anchors: Map<string, Anchored>;
  aliased: number;
}

class Found extends Error {
  readonly issue: StructureIssue;

  constructor(node: unknown, message: string) {
    super(message);
    this.issue = { offset: (isNode(node) && node.range?.[0]) || 0, message };
  }
}

/** The values in a node, with those that its aliases stand for. */
function valuesIn(node: unknown, walk: Walk): number {
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    // What has no anchor is said when the data are made.
    if (target === undefined) return 1;
    if (target.values === undefined)
      throw new Found(
        node,
        `the alias *${node.source} is part of what it stands for: write it out`,
      );
    walk.aliased += target.values;
    if (walk.aliased > most.aliased)
      throw new Found(
        node,
        `the aliases up to here stand for more than ${counted(most.aliased)} values: write out what is meant`,
      );
    return target.values;
  }
  const anchored: Anchored = {};
  if (isNode(node) && 'anchor' in node && node.anchor !== undefined)
    walk.anchors.set(node.anchor, anchored);
  if (isMap(node)) uniqueKeys(node.items.map(({ key }) => key));
  anchored.values = isCollection(node)
    ? node.items.reduce<number>(
        (sum, item) =>
          sum +
          (isPair(item)
            ? valuesIn(item.key, walk) + valuesIn(item.value, walk)
            : valuesIn(item, walk)),
        1,
      )
    : 1;
  return anchored.values;
}

function uniqueKeys(keys: readonly unknown[]): void {
  const seen = new Set<unknown>();
  for (const key of keys) {
    const value = isScalar(key) ? key.value : key;
    if (seen.has(value)) throw new Found(key, 'Map keys must be unique');
    seen.add(value);
  }
}
