/** Throws RangeError unless both samples have the same number of values. */
export function paired(xs: ArrayLike<unknown>, ys: ArrayLike<unknown>): void {
  if (xs.length !== ys.length) {
    throw new RangeError(`invalid pairs; not of equal length: ${xs.length} and ${ys.length}`);
  }
}
