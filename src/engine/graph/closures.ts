import type { Attribute, GraphFunction, Ref } from './graph.ts';

const key = (r: Ref): string => `${r.node}:${r.output}`;

/** The attribute by which TensorFlow turns a loop into frames. */
export const LOWERED = '_lower_using_switch_merge';

/** A function whose loops, and those within them, stay loops. */
export const unlowered = ({ args, nodes, results }: GraphFunction): GraphFunction => ({
  ...{ args, results },
  nodes: nodes.map((node) => {
    const { [LOWERED]: _, ...attributes } = node.attributes;
    const kept = Object.entries(attributes).map(([name, a]): [string, Attribute] => [
      name,
      a.kind === 'function' ? { ...a, function: unlowered(a.function) } : a,
    ]);
    return { ...node, attributes: Object.fromEntries(kept) };
  }),
});

/** A function without its arguments: what it names beside its own nodes must become some. */
export type Part = Pick<GraphFunction, 'nodes' | 'results'>;

/** Parts that name `to` where they named `from`. */
export function given(parts: readonly Part[], from: readonly Ref[], to: readonly Ref[]): Part[] {
  const place = new Map(from.map((r, i) => [key(r), to[i]!]));
  const at = (r: Ref): Ref => place.get(key(r)) ?? r;
  return parts.map(({ nodes, results }) => ({
    nodes: nodes.map((n) => ({ ...n, inputs: n.inputs.map(at) })),
    results: results.map(at),
  }));
}

/** The values that these nodes and results name, and which are neither theirs nor arguments. */
export function free(parts: readonly Part[], args: readonly Ref[]): Ref[] {
  const found = new Map<string, Ref>();
  for (const { nodes, results } of parts) {
    const own = new Set([...args.map((r) => r.node), ...nodes.map((n) => n.name)]);
    for (const r of [...nodes.flatMap((n) => n.inputs), ...results])
      if (!own.has(r.node)) found.set(key(r), r);
  }
  return [...found.values()];
}
