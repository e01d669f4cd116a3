import { type Node, type Ref, simplify } from './graph.ts';

interface Graph {
  readonly nodes: readonly Node[];
  readonly outputs: readonly Ref[];
}

/**
 * Writes two patterns of every training step with fewer nodes: a + s·(−b) as a − s·b, and dy (1 − tanh²)
 * as TensorFlow's TanhGrad. The first has the same bits, the second is equal to round-off.
 */
export function fuse({ nodes, outputs }: Graph): { nodes: Node[]; outputs: Ref[] } {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const of = (r: Ref, op: string): Node | undefined => {
    const node = byName.get(r.node);
    return node?.op === op ? node : undefined;
  };
  return simplify(
    nodes.flatMap((node) => subtraction(node, of) ?? tanhGradient(node, of) ?? [node]),
    outputs,
  );
}

type Find = (r: Ref, op: string) => Node | undefined;

/** a + s·(−b), in any order. */
function subtraction(node: Node, of: Find): Node[] | undefined {
  if (node.op !== 'Add' && node.op !== 'AddV2') return undefined;
  for (const [a, m] of eitherWay(node)) {
    const product = of(m, 'Mul');
    for (const [s, negated] of product === undefined ? [] : eitherWay(product)) {
      const negation = of(negated, 'Neg');
      if (negation === undefined) continue;
      const name = `${node.name}_scaled`;
      return [
        { ...product!, name, inputs: [s, negation.inputs[0]!] },
        { ...node, op: 'Sub', inputs: [a, { ...m, node: name }] },
      ];
    }
  }
  return undefined;
}

/** dy (1 − y²) with y a hyperbolic tangent, of one shape. */
function tanhGradient(node: Node, of: Find): Node[] | undefined {
  if (node.op !== 'Mul') return undefined;
  for (const [dy, slope] of eitherWay(node)) {
    const difference = of(slope, 'Sub');
    const square =
      difference &&
      isOne(of(difference.inputs[0]!, 'Const')) &&
      of(difference.inputs[1]!, 'Square');
    const y = square ? square.inputs[0]! : undefined;
    if (y === undefined || of(y, 'Tanh') === undefined) continue;
    if (y.shape.join() !== dy.shape.join()) continue;
    return [{ ...node, op: 'TanhGrad', inputs: [y, dy] }];
  }
  return undefined;
}

const eitherWay = ({ inputs: [a, b] }: Node): [Ref, Ref][] => [
  [a!, b!],
  [b!, a!],
];

const isOne = (node: Node | undefined): boolean => {
  const value = node?.attributes.value;
  return (
    value?.kind === 'const' && value.constant.values.length === 1 && value.constant.values[0] === 1
  );
};
