/** Rows and columns of a weight array as a matrix from what goes in to what comes out; undefined for vectors. */
export function asMatrix(shape: readonly number[]): readonly [number, number] | undefined {
  const columns = shape.at(-1);
  if (shape.length < 2 || columns === undefined) return undefined;
  return [shape.slice(0, -1).reduce((a, b) => a * b, 1), columns];
}
