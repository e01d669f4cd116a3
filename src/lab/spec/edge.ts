/** What is held against an edge of stability; the key of a probe's output. */
export type EdgeQuantity = 'sharpness' | 'preconditionedSharpness' | 'batchSharpness';

/**
 * The edge of stability of a method: the value c/η − s of its quantity beyond which it is unstable on a quadratic, s = 0 without weight
 * decay. Plain JSON.
 *
 * Its formula is that of c with 1/η, as `(2 + 2β)/((1 + 2β)η)`, in parts, since c/(λ + s) is a rate.
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
  /** s and its formula: `w`, `(1 + β)w`; absent: 0. */
  readonly shift?: { readonly value: number; readonly formula: string };
  /** The values of the symbols in it beside η. */
  readonly symbols: Readonly<Record<string, number>>;
  readonly source: string;
}

/** c/η − s, the value of the quantity at the edge. */
export const edgeValue = ({ multiple, rate, shift }: Pick<Edge, 'multiple' | 'rate' | 'shift'>) =>
  multiple / rate - (shift?.value ?? 0);

/** `(2 + 2β)/η`, `2/η − w`. */
export const edgeFormula = (edge: Edge): string =>
  `${over(edge, 'η')}${edge.shift === undefined ? '' : ` − ${edge.shift.formula}`}`;

/** c/(λ + s), the rate at whose edge the quantity is λ. */
export const edgeRate = ({ multiple, shift }: Pick<Edge, 'multiple' | 'shift'>, lambda: number) =>
  multiple / (lambda + (shift?.value ?? 0));

/** `2/λ₀`, `2/(λ₀ + w)`, of a symbol for the quantity. */
export const edgeRateFormula = (edge: Edge, symbol: string): string =>
  over(edge, edge.shift === undefined ? symbol : `(${symbol} + ${edge.shift.formula})`);

const over = ({ numerator, denominator }: Edge, by: string): string =>
  `${numerator}/${denominator === undefined ? by : `(${denominator}${by})`}`;
