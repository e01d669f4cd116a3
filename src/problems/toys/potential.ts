/** A potential of one coordinate, whose minima have value 0. */
export interface Potential {
  /** U(x). */
  at(x: number): number;
  /** Its one minimum, or two minima and the maximum between them, ascending. */
  readonly places: readonly [minimum: number] | readonly [left: number, top: number, right: number];
}

/** U(x) = h x²/2. */
export const parabola = (h: number): Potential => ({ at: (x) => (h * x * x) / 2, places: [0] });
