/** A potential of one coordinate in which walkers move, each by itself; minima have value 0. */
export interface Landscape {
  /** U(x). */
  at(x: number): number;
  /** Its one minimum, or two minima and the maximum between them, ascending. */
  readonly places: readonly number[];
}

/** The minimum of the well in which x lies. */
export function minimumOf({ places }: Pick<Landscape, 'places'>, x: number): number {
  const [left, top, right] = places;
  return top !== undefined && right !== undefined && x > top ? right : left!;
}
