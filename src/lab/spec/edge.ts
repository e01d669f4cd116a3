/** What is held against an edge of stability; the key of a probe's output. */
export type EdgeQuantity = 'sharpness' | 'preconditionedSharpness' | 'batchSharpness';

/**
 * The edge of stability of a method: the multiple c of 1/η beyond which its quantity is unstable on a quadratic. Plain JSON.
 *
 * Its formula is that of c with 1/η, as `(2 + 2β)/((1 + 2β)η)`, in parts, since the same c/λ is a rate.
 */
export interface Edge {
  readonly quantity: EdgeQuantity;
  /** c */
  readonly multiple: number;
  /** η */
  readonly rate: number;
  /** c as a formula: `2`, `(2 + 2β)`. */
  readonly numerator: string;
  /** What c is divided by, if anything: `(1 + 2β)`. */
  readonly denominator?: string;
  /** The values of the symbols in it beside η. */
  readonly symbols: Readonly<Record<string, number>>;
  readonly source: string;
}

/** c/η, the value of the quantity at the edge. */
export const edgeValue = ({ multiple, rate }: Pick<Edge, 'multiple' | 'rate'>): number =>
  multiple / rate;

/** `(2 + 2β)/η`, or over another symbol. */
export const edgeFormula = (
  { numerator, denominator }: Pick<Edge, 'numerator' | 'denominator'>,
  over = 'η',
): string => `${numerator}/${denominator === undefined ? over : `(${denominator}${over})`}`;
