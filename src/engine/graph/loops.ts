import { AT_ONCE } from '../tensors/at-once.ts';
import { Body } from './body.ts';
import type { Attribute, Node, Ref } from './graph.ts';

interface Graph {
  readonly nodes: Node[];
  readonly outputs: readonly Ref[];
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
  const made = new Body('sum');
  const moved = new Map<string, Ref>();
  for (const own of independentSums(nodes, sums)) {
    const totals = loopOf(own, nodes, inside, made);
    for (const [j, sum] of own.entries()) moved.set(sum.name, totals[j]!);
  }
  const outer = nodes.filter((n) => !inside.has(n.name) && n.op !== 'LoopSum');
  const redirect = (r: Ref): Ref => moved.get(r.node) ?? r;
  return {
    nodes: [...outer, ...made.nodes].map((n) => ({ ...n, inputs: n.inputs.map(redirect) })),
    outputs: outputs.map(redirect),
  };
}

/** The totals of these sums, which share an index, from one loop. */
function loopOf(
  sums: readonly Node[],
  nodes: readonly Node[],
  inside: ReadonlySet<string>,
  made: Body,
): Ref[] {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const parts = sums.map((sum) => sum.inputs[0]!);
  const index = byName.get(sums[0]!.inputs[1]!.node)!;
  const { value: count } = index.attributes.count as Attribute & { kind: 'int' };
  const own = neededFor(parts, nodes, inside);
  // Copies of constants rather than arguments, so that TensorFlow's optimizer still sees constants.
  const named = new Set([...own.flatMap((n) => n.inputs), ...parts].map((r) => r.node));
  const constants = nodes.filter((n) => n.op === 'Const' && named.has(n.name));
  const [, ...totals] = made.loop({
    // The terms of some turns are computed at once; they are added in order all the same.
    atOnce: AT_ONCE,
    state: [made.whole(0), ...parts.map((part) => made.zeros(made.whole(part.shape), part))],
    goesOn: (body, [k]) => body.less(k!, body.whole(count)),
    turn(body, [k, ...sofar]) {
      const find = (r: Ref): Ref => (r.node === index.name ? k! : r);
      body.nodes.push(...constants);
      body.nodes.push(...own.map((n) => ({ ...n, inputs: n.inputs.map(find) })));
      return [
        body.plus(k!, body.whole(1)),
        ...parts.map((part, i) => body.plus(sofar[i]!, find(part))),
      ];
    },
  });
  return totals;
}

/** The nodes inside sums that these values depend on, in order, without the index. */
function neededFor(
  values: readonly Ref[],
  nodes: readonly Node[],
  inside: ReadonlySet<string>,
): Node[] {
  const needed = new Set(values.map((r) => r.node));
  for (const { name, inputs } of [...nodes].reverse())
    if (needed.has(name) && inside.has(name)) for (const r of inputs) needed.add(r.node);
  return nodes.filter((n) => needed.has(n.name) && inside.has(n.name) && n.op !== 'LoopIndex');
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
