/** The same numbers in single precision where that loses nothing, as of a training in single precision. */
export function narrowed(values: Float64Array): Float32Array | Float64Array {
  const single = Float32Array.from(values);
  return single.every((x, i) => Object.is(x, values[i])) ? single : values;
}
