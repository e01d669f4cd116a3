import { Frame } from './frame.ts';
import type { Node, Ref } from './graph.ts';

interface Graph {
  readonly nodes: Node[];
  readonly outputs: Ref[];
}

/**
 * Turns recorded sums (`LoopSum` of a term that depends on a `LoopIndex`) into TensorFlow loops.
 *
 * Sums over one index that do not depend on each other become one loop, which computes once what their terms
 * share.
 *
 * @throws Error where a sum stands inside another, or where a term is used outside its sum
 */
export function lowerLoops({ nodes, outputs }: Graph): Graph {
  const sums = nodes.filter((n) => n.op === 'LoopSum');
  const inside = insideOf(nodes);
  if (outputs.some((r) => inside.has(r.node))) {
    throw new Error('cannot compile; a part of a sum is used outside its loop');
  }
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const made: Node[] = [];
  const moved = new Map<string, Ref>();
  for (const [i, own] of independentSums(nodes, sums).entries()) {
    const frame = new Frame(`loop${i}`, byName, inside);
    for (const [sum, total] of frame.lower(own)) moved.set(sum, total);
    made.push(...frame.nodes);
  }
  const outer = nodes.filter((n) => !inside.has(n.name) && n.op !== 'LoopSum');
  const redirect = (r: Ref): Ref => moved.get(r.node) ?? r;
  return {
    nodes: [...outer, ...made].map((n) => ({ ...n, inputs: n.inputs.map(redirect) })),
    outputs: outputs.map(redirect),
  };
}

/** Nodes that depend on an index and not through its sum. */
function insideOf(nodes: readonly Node[]): ReadonlySet<string> {
  const owner = new Map<string, string>();
  for (const node of nodes) {
    if (node.op === 'LoopIndex') owner.set(node.name, node.name);
    const owners = new Set(node.inputs.flatMap((r) => owner.get(r.node) ?? []));
    if (owners.size > 1) throw new Error('cannot compile; a sum stands inside another');
    if (node.op !== 'LoopSum') for (const name of owners) owner.set(node.name, name);
  }
  return new Set(owner.keys());
}

/** Groups of sums over one index that do not depend on each other: those with as many sums before them. */
function independentSums(nodes: readonly Node[], sums: readonly Node[]): Node[][] {
  const depth = new Map<string, number>();
  for (const { name, op, inputs } of nodes) {
    const before = Math.max(0, ...inputs.map((r) => depth.get(r.node)!));
    depth.set(name, before + (op === 'LoopSum' ? 1 : 0));
  }
  const groups = new Map<string, Node[]>();
  for (const sum of sums) {
    const key = `${sum.inputs[1]!.node} ${depth.get(sum.name)}`;
    groups.set(key, [...(groups.get(key) ?? []), sum]);
  }
  return [...groups.values()];
}
