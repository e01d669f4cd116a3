import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  visit,
} from 'yaml';
import type { Path } from '../../spec/issue.ts';

/** Where a node of a YAML document starts; an unknown path gives its nearest known ancestor. */
export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number;
  /** Characters from the start of the file. */
  readonly offset: number;
}

/** The position of the value at `path`, or of its key where `at` is `'key'` or it has no value. */
export function positionOf(
  document: Document,
  lines: LineCounter,
  path: Path,
  at: 'key' | 'value' = 'value',
): Position {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  path.forEach((key, depth) => {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, key);
    const last = depth === path.length - 1;
    // An empty value has a place in the file, but nothing there to see.
    const bare = isScalar(child?.value) && child.value.value === null;
    const useKey = child?.key !== undefined && last && (at === 'key' || bare);
    offset = startOf(useKey ? child.key : child?.value) ?? offset;
    node = child?.value;
  });
  return positionAt(lines, offset);
}

/** Line and column of an offset. */
export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col, offset };
}

/** The offset of the first alias whose anchor does not exist, or 0. */
export function brokenAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = startOf(alias) ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function childOf(
  node: unknown,
  key: string | number,
): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node)) return { value: node.items[Number(key)] };
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key: k }) => String(isScalar(k) ? k.value : k) === String(key));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
