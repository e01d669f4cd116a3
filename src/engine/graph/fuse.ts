import { type Node, type Ref, simplify } from './graph.ts';

interface Graph {
  readonly nodes: readonly Node[];
  readonly outputs: readonly Ref[];
}

/**
 * Writes three patterns of every training step with fewer nodes: a + s·(−b) as a − s·b, and dy (1 − tanh²) and
 * dy [x > 0] as TensorFlow's TanhGrad and ReluGrad. All but TanhGrad, which is equal to round-off, have the same bits.
 */
export function fuse({ nodes, outputs }: Graph): { nodes: Node[]; outputs: Ref[] } {
  const byName = new Map(nodes.map((n) => [n.name, n]));
  const of = (r: Ref, op: string): Node | undefined => {
    const node = byName.get(r.node);
    return node?.op === op ? node : undefined;
  };
  return simplify(
    nodes.flatMap(
      (node) => subtraction(node, of) ?? tanhGradient(node, of) ?? reluGradient(node, of) ?? [node],
    ),
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
      isConstant(of(difference.inputs[0]!, 'Const'), 1) &&
      of(difference.inputs[1]!, 'Square');
    const y = square ? square.inputs[0]! : undefined;
    if (y === undefined || of(y, 'Tanh') === undefined) continue;
    if (y.shape.join() !== dy.shape.join()) continue;
    return [{ ...node, op: 'TanhGrad', inputs: [y, dy] }];
  }
  return undefined;
}

/** dy [x > 0], all of one shape and type. */
function reluGradient(node: Node, of: Find): Node[] | undefined {
  if (node.op !== 'Mul') return undefined;
  for (const [dy, indicator] of eitherWay(node)) {
    const cast = of(indicator, 'Cast');
    const above = cast && of(cast.inputs[0]!, 'Greater');
    const [x, zero] = above?.inputs ?? [];
    if (x === undefined || !isConstant(of(zero!, 'Const'), 0)) continue;
    if ([x.shape, indicator.shape].some((shape) => shape.join() !== dy.shape.join())) continue;
    if ([x, indicator].some(({ type }) => type !== dy.type)) continue;
    return [{ ...node, op: 'ReluGrad', inputs: [dy, x] }];
  }
  return undefined;
}

const eitherWay = ({ inputs: [a, b] }: Node): [Ref, Ref][] => [
  [a!, b!],
  [b!, a!],
];

const isConstant = (node: Node | undefined, of: number): boolean => {
  const value = node?.attributes.value;
  return (
    value?.kind === 'const' && value.constant.values.length === 1 && value.constant.values[0] === of
  );
};
