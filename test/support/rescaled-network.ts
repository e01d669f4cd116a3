/**
 * The same ReLU network with layer l multiplied by α and layer l + 1 divided by it. Dinh, Pascanu, Bengio & Bengio,
 * ICML 2017, "Sharp minima can generalize for deep nets".
 *
 * θ = [W₁, b₁, W₂, b₂, …]; b_l scales with W_l, b_{l+1} stays. Layers count from 0. Shape [P].
 */
export function rescaled(
  theta: Float64Array,
  shapes: readonly (readonly number[])[],
  layer: number,
  alpha: number,
): Float64Array {
  const factors = shapes.map((_, i) =>
    i === 2 * layer || i === 2 * layer + 1 ? alpha : i === 2 * layer + 2 ? 1 / alpha : 1,
  );
  return perArray(theta, shapes, (values, i) => values.map((x) => factors[i]! * x));
}

/** The same with one neuron j of layer l multiplied by α, and what leaves it divided by it. Shape [P]. */
export function rescaledNeuron(
  theta: Float64Array,
  shapes: readonly (readonly number[])[],
  layer: number,
  neuron: number,
  alpha: number,
): Float64Array {
  const width = shapes[2 * layer + 1]![0]!;
  const next = shapes[2 * layer + 2]![1]!;
  return perArray(theta, shapes, (values, i) => {
    if (i === 2 * layer || i === 2 * layer + 1)
      return values.map((x, k) => (k % width === neuron ? alpha * x : x));
    if (i === 2 * layer + 2)
      return values.map((x, k) => (Math.floor(k / next) === neuron ? x / alpha : x));
    return values;
  });
}

/** The first entry of each array in θ, and P. */
export function offsets(shapes: readonly (readonly number[])[]): number[] {
  const ends = [0];
  for (const shape of shapes) ends.push(ends.at(-1)! + shape.reduce((a, b) => a * b, 1));
  return ends;
}

function perArray(
  theta: Float64Array,
  shapes: readonly (readonly number[])[],
  map: (values: Float64Array, array: number) => Float64Array,
): Float64Array {
  const ends = offsets(shapes);
  return Float64Array.from(
    shapes.flatMap((_, i) => [...map(theta.subarray(ends[i], ends[i + 1]), i)]),
  );
}
