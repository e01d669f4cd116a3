import {
  type Edge,
  edgeFormula,
  edgeRate,
  edgeRateFormula,
  edgeValue,
} from '../../lab/spec/edge.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from './arm.ts';
import { bySeed } from './measured.ts';
import { unique } from './wording.ts';

/** The edge of stability of an arm's method. */
export interface ArmEdge {
  readonly arm: Arm;
  readonly edge: Edge;
  /** Of the quantity, at the edge. */
  readonly value: number;
}

/** A line farther above the data than this would flatten them; by trial. */
const NEAR = 1.4;

/** The edge of an arm's method, if it is one of this quantity; none where the quantity was measured of other mini-batches than the method's. */
export function edgeOf({ card, spec, batch }: Arm, quantity: string): Edge | undefined {
  const { batchSharpness, along } = spec.measure;
  const asked = along?.batchSharpness?.batch ?? batchSharpness?.batch ?? batch;
  const others = quantity === 'batchSharpness' && asked !== batch;
  return card.edge?.quantity === quantity && !others ? card.edge : undefined;
}

/** The edges of these arms that are edges of this quantity. */
export const edgesOf = (arms: readonly Arm[], quantity: string): readonly ArmEdge[] =>
  arms.flatMap((arm) => {
    const edge = edgeOf(arm, quantity);
    return edge === undefined ? [] : [{ arm, edge, value: edgeValue(edge) }];
  });

/** Those that are not far above the greatest value of the quantity. */
export const edgesNear = (
  arms: readonly Arm[],
  quantity: string,
  greatest: number,
): readonly ArmEdge[] => edgesOf(arms, quantity).filter(({ value }) => value <= NEAR * greatest);

/** Lines that can be told apart. */
const MOST_LINES = 6;

/** The same once for each value of each formula, with a label; none where there are too many. */
export function edgeLines(arms: readonly Arm[], quantity: string, greatest: number) {
  const lines = new Map(
    edgesNear(arms, quantity, greatest).map((own) => [
      labelOf(own),
      { ...own, label: labelOf(own) },
    ]),
  );
  return lines.size > MOST_LINES ? [] : [...lines.values()];
}

/** `2/η = 20  (η = 0.1)`. */
function labelOf({ edge, value }: ArmEdge): string {
  const symbols = Object.entries({ η: edge.rate, ...edge.symbols });
  const given = symbols.map(([symbol, own]) => `${symbol} = ${own}`).join(', ');
  return `${edgeFormula(edge)} = ${Number(value.toPrecision(3))}  (${given})`;
}

/** `2/η of GD, (2 + 2β)/η of heavy ball`. */
export const edgeFormulas = (edges: readonly ArmEdge[]): string =>
  unique(edges.map(({ arm, edge }) => `${edgeFormula(edge)} of ${arm.card.title}`)).join(', ');

/** What a largest stable η is set against, `multiple`/(λ₀ + `shift`). */
export interface RateReference extends Pick<Edge, 'multiple' | 'shift'> {
  /** `2/λ₀` */
  readonly formula: string;
}

/**
 * The largest stable η of a method whose edge is one of λ, by the sharpness λ₀ of its start. Mini-batches of SGD have that
 * of descent on the full batch, which they are small parts of; others have none.
 */
export function rateReference({ card, family }: Arm): RateReference | undefined {
  const { edge } = card;
  const own = edge?.quantity === 'sharpness' || family === 'stochastic' ? edge : undefined;
  return (
    own && {
      multiple: own.multiple,
      ...(own.shift && { shift: own.shift }),
      formula: edgeRateFormula(own, 'λ₀'),
    }
  );
}

/** The rate at the edge where λ is λ₀, averaged over seeds as η_max itself is; undefined where no λ₀ was measured. */
export function initialEdge(
  arms: readonly Arm[],
  edge: Pick<Edge, 'multiple' | 'shift'>,
): number | undefined {
  const starts = new Map(arms.flatMap((arm) => [...bySeed(arm, 'initialSharpness')]));
  return starts.size === 0
    ? undefined
    : mean([...starts.values()].map((lambda) => edgeRate(edge, lambda)));
}
