import { type Attribute, type Constant, type Node, type Ref, typeOf } from './graph.ts';

/** Entries of a left factor below which merging costs more than it saves; chosen by trial. */
const LARGE = 1 << 16;

/**
 * Merges products that share a large left factor: A B₁, A B₂, … become A [B₁ B₂ …], which is split again.
 *
 * The product of a tall matrix and a narrow one takes as long as reading the tall one; merged
 * Hessian–vector products with several vectors read the inputs once instead of once each. No arithmetic is added.
 */
export function mergeMatMuls(
  nodes: readonly Node[],
  outputs: readonly Ref[],
): { nodes: Node[]; outputs: Ref[] } {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const made: Node[] = [];
  const moved = new Map<string, Ref>();
  for (const family of families(nodes)) {
    for (const group of independent(family, byName)) if (group.length > 1) join(group, made, moved);
  }
  const redirect = (r: Ref): Ref => moved.get(r.node) ?? r;
  const all = [...nodes.filter((n) => !moved.has(n.name)), ...made];
  const sorted = inOrder(all.map((n) => ({ ...n, inputs: n.inputs.map(redirect) })));
  // Two groups may each need a part of the other; then nothing is joined.
  if (sorted === undefined) return { nodes: [...nodes], outputs: [...outputs] };
  return { nodes: sorted, outputs: outputs.map(redirect) };
}

/** The nodes with inputs before users, or undefined where they form a cycle. */
function inOrder(nodes: readonly Node[]): Node[] | undefined {
  const placed = new Set<string>();
  const out: Node[] = [];
  let waiting = nodes;
  while (waiting.length > 0) {
    const later: Node[] = [];
    for (const n of waiting) {
      if (!n.inputs.every((r) => placed.has(r.node))) later.push(n);
      else {
        placed.add(n.name);
        out.push(n);
      }
    }
    if (later.length === waiting.length) return undefined;
    waiting = later;
  }
  return out;
}

/** Adds the nodes of [B₁ B₂ …], of A times it, and of the parts of that product. */
function join(group: readonly Node[], made: Node[], moved: Map<string, Ref>): void {
  const [first] = group as readonly [Node];
  const name = `${first.name}_wide`;
  const rights = group.map((n) => n.inputs[1]!);
  const { type, shape } = rights[0]!;
  const [rows, columns] = shape as readonly [number, number];
  const left = first.inputs[0]!;
  const height = left.shape[flag(first, 'transpose_a') ? 1 : 0]!;
  const wide = columns * group.length;
  const axis = integer(`${name}_axis`, 1, made);
  const op = (
    suffix: string,
    kind: string,
    inputs: readonly Ref[],
    attributes: Node['attributes'],
    to: readonly number[],
  ): Ref => {
    made.push({ name: name + suffix, op: kind, inputs, attributes });
    return { node: name + suffix, output: 0, type, shape: to };
  };
  const T = typeOf(type);
  const count: Attribute = { kind: 'int', value: group.length };
  const joined = op(
    '_right',
    'ConcatV2',
    [...rights, axis],
    { N: count, T, Tidx: typeOf('int32') },
    [rows, wide],
  );
  const product = op('', 'MatMul', [left, joined], first.attributes, [height, wide]);
  const cut = op('_cut', 'Split', [axis, product], { num_split: count, T }, [height, columns]);
  for (const [k, n] of group.entries()) moved.set(n.name, { ...cut, output: k });
}

function integer(name: string, value: number, made: Node[]): Ref {
  const constant: Constant = { type: 'int32', shape: [], values: Int32Array.of(value) };
  const attributes = { dtype: typeOf('int32'), value: { kind: 'const', constant } as const };
  made.push({ name, op: 'Const', inputs: [], attributes });
  return { node: name, output: 0, type: 'int32', shape: [] };
}

/** Products with the same large left factor, the same transposes and right factors of one shape. */
function families(nodes: readonly Node[]): Node[][] {
  const found = new Map<string, Node[]>();
  for (const node of nodes) {
    if (node.op !== 'MatMul') continue;
    const [left, right] = node.inputs as readonly [Ref, Ref];
    const size = left.shape.reduce((a, b) => a * b, 1);
    const narrow = right.shape.reduce((a, b) => a * b, 1) * 4 <= size;
    if (size < LARGE || !narrow || flag(node, 'transpose_b')) continue;
    const key = `${left.node}:${left.output} ${flag(node, 'transpose_a')} ${right.shape.join()}`;
    found.set(key, [...(found.get(key) ?? []), node]);
  }
  return [...found.values()].filter((family) => family.length > 1);
}

const flag = (node: Node, name: string): boolean => {
  const attribute = node.attributes[name];
  return attribute?.kind === 'bool' && attribute.value;
};

/** Splits a family, in order, into groups in which no right factor depends on another member. */
function independent(family: readonly Node[], byName: ReadonlyMap<string, Node>): Node[][] {
  const groups: Node[][] = [];
  let group: Node[] = [];
  for (const node of family) {
    const names = new Set(group.map((n) => n.name));
    if (dependsOn(node.inputs[1]!, names, byName)) {
      groups.push(group);
      group = [];
    }
    group.push(node);
  }
  return [...groups, group];
}

function dependsOn(
  start: Ref,
  names: ReadonlySet<string>,
  byName: ReadonlyMap<string, Node>,
): boolean {
  const seen = new Set<string>();
  const open = [start.node];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (names.has(name)) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const r of byName.get(name)?.inputs ?? []) open.push(r.node);
  }
  return false;
}
