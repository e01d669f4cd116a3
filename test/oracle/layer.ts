import type { ActivationJet } from './activation.ts';
import { addLinear, type Dual, sliceDual, zeroDual } from './dual.ts';

/** One layer, with its hand-written adjoint; both carry tangents. */
export interface Layer {
  /** Shapes of its parameters, in the order in which they lie in θ. */
  readonly parameterShapes: readonly (readonly number[])[];
  /** Values per example that it puts out. */
  readonly outputSize: number;
  /** `input` is [n, inputSize]; `parameters` is this layer's piece of θ. */
  readonly forward: (input: Dual, parameters: Dual, n: number) => Dual;
  /** From ∂L/∂output: adds ∂L/∂parameters to `gradient`, returns ∂L/∂input. */
  readonly backward: (
    outputGradient: Dual,
    input: Dual,
    parameters: Dual,
    gradient: Dual,
    n: number,
  ) => Dual;
}

/** Entrywise y = a(x); backward g ↦ g a′(x), whose tangent is ġ a′(x) + g a″(x) ẋ. */
export const activationLayer = (jet: ActivationJet, size: number): Layer => ({
  parameterShapes: [],
  outputSize: size,
  forward: (input, _parameters, n) => {
    const output = zeroDual(n * size);
    for (let i = 0; i < n * size; i += 1) {
      const [value, slope] = jet(input.value[i]!);
      output.value[i] = value;
      output.tangent[i] = slope * input.tangent[i]!;
    }
    return output;
  },
  backward: ({ value: g, tangent: gDot }, input, _parameters, _gradient, n) => {
    const inputGradient = zeroDual(n * size);
    for (let i = 0; i < n * size; i += 1) {
      const [, slope, curvature] = jet(input.value[i]!);
      inputGradient.value[i] = g[i]! * slope;
      inputGradient.tangent[i] = gDot[i]! * slope + g[i]! * curvature * input.tangent[i]!;
    }
    return inputGradient;
  },
});

/** y = x + f(x), of layers in order whose last puts out as many values as the first takes. */
export function residualLayer(inner: readonly Layer[]): Layer {
  const sizes = inner.map(({ parameterShapes }) =>
    parameterShapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0),
  );
  const pieceOf = (whole: Dual, l: number): Dual => {
    const start = sizes.slice(0, l).reduce((a, b) => a + b, 0);
    return sliceDual(whole, start, start + sizes[l]!);
  };
  const through = (input: Dual, parameters: Dual, n: number): Dual[] => {
    const all = [input];
    for (const [l, layer] of inner.entries())
      all.push(layer.forward(all[l]!, pieceOf(parameters, l), n));
    return all;
  };
  const sum = (a: Dual, b: Dual): Dual => ({
    value: a.value.map((x, i) => x + b.value[i]!),
    tangent: a.tangent.map((x, i) => x + b.tangent[i]!),
  });
  return {
    parameterShapes: inner.flatMap(({ parameterShapes }) => [...parameterShapes]),
    outputSize: inner.at(-1)!.outputSize,
    forward: (input, parameters, n) => sum(input, through(input, parameters, n).at(-1)!),
    backward: (outputGradient, input, parameters, gradient, n) => {
      const activity = through(input, parameters, n);
      const back = inner.reduceRight(
        (g, layer, l) =>
          layer.backward(g, activity[l]!, pieceOf(parameters, l), pieceOf(gradient, l), n),
        outputGradient,
      );
      return sum(outputGradient, back);
    },
  };
}

/** 2×2 average pooling, stride 2, of [h, w, c]; an odd last row or column is dropped. */
export function poolingLayer(h: number, w: number, c: number): Layer {
  const inputSize = h * w * c;
  const [hOut, wOut] = [Math.floor(h / 2), Math.floor(w / 2)];
  const outputSize = hOut * wOut * c;

  // Pooling is a linear map and backward is its transpose: both visit the same index pairs.
  const forEachPair = (n: number, visit: (input: number, output: number) => void): void => {
    for (let s = 0; s < n; s += 1)
      for (let y = 0; y < 2 * hOut; y += 1)
        for (let x = 0; x < 2 * wOut; x += 1)
          for (let k = 0; k < c; k += 1)
            visit(
              s * inputSize + (y * w + x) * c + k,
              s * outputSize + ((y >> 1) * wOut + (x >> 1)) * c + k,
            );
  };

  return {
    parameterShapes: [],
    outputSize,
    forward: (input, _parameters, n) => {
      const output = zeroDual(n * outputSize);
      const average = (a: Float64Array, out: Float64Array) =>
        forEachPair(n, (i, o) => (out[o]! += a[i]! / 4));
      addLinear(average, input, output);
      return output;
    },
    backward: (outputGradient, _input, _parameters, _gradient, n) => {
      const inputGradient = zeroDual(n * inputSize);
      const spread = (g: Float64Array, out: Float64Array) =>
        forEachPair(n, (i, o) => (out[i]! += g[o]! / 4));
      addLinear(spread, outputGradient, inputGradient);
      return inputGradient;
    },
  };
}
