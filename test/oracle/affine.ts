import { addBilinear, addLinear, sliceDual, zeroDual } from './dual.ts';
import type { Layer } from './layer.ts';

/** Output pixel `to` reads input pixel `from` through weight rows block·cin … block·cin + cin − 1. */
interface Tap {
  readonly to: number;
  readonly from: number;
  readonly block: number;
}

interface AffineShape {
  readonly taps: readonly Tap[];
  readonly blocks: number;
  readonly pixelsIn: number;
  readonly pixelsOut: number;
  readonly cin: number;
  readonly cout: number;
  readonly scaling: Scaling;
}

/** What x W and b are divided by: 1 and 1, √rows and 1, or rows and √rows of W. */
export type Scaling = 'none' | 'root' | 'mean';

/** y = x W + b with W [cin, cout]; `root`: y = x W/√cin + b; `mean`: y = x W/cin + b/√cin. */
export const denseLayer = (cin: number, cout: number, scaling: Scaling): Layer =>
  affineLayer({
    taps: [{ to: 0, from: 0, block: 0 }],
    ...{ blocks: 1, pixelsIn: 1, pixelsOut: 1, cin, cout, scaling },
  });

/**
 * 3×3 convolution of [h, w, cin] with a stride t, zero padding, W [9·cin, cout], b [cout]:
 * y[r, s, o] = b[o] + Σ x[t r + ky − 1, t s + kx − 1, i] W[(3ky + kx)·cin + i, o], for all t r < h and t s < w.
 * With `root` the sum is divided by √(9·cin).
 */
export function convolutionLayer(
  h: number,
  w: number,
  cin: number,
  cout: number,
  scaling: Scaling,
  stride = 1,
): Layer {
  const taps: Tap[] = [];
  const [rows, columns] = [Math.ceil(h / stride), Math.ceil(w / stride)];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      for (let block = 0; block < 9; block += 1) {
        const y = stride * row + Math.floor(block / 3) - 1;
        const x = stride * column + (block % 3) - 1;
        const inside = 0 <= y && y < h && 0 <= x && x < w;
        if (inside) taps.push({ to: row * columns + column, from: y * w + x, block });
      }
  return affineLayer({
    taps,
    blocks: 9,
    pixelsIn: h * w,
    pixelsOut: rows * columns,
    cin,
    cout,
    scaling,
  });
}

/**
 * The trilinear form T(x, W, g) = α Σ x[from, i] W[block, i, o] g[to, o] over taps defines all:
 * output = ∂T/∂g, weight gradient = ∂T/∂W, input gradient = ∂T/∂x.
 */
function affineLayer(shape: AffineShape): Layer {
  const { taps, blocks, pixelsIn, pixelsOut, cin, cout } = shape;
  const weights = blocks * cin * cout;
  const rows = blocks * cin;
  const alpha = { none: 1, root: 1 / Math.sqrt(rows), mean: 1 / rows }[shape.scaling];
  const beta = shape.scaling === 'mean' ? 1 / Math.sqrt(rows) : 1;

  // Visits every (x, W, g) index triple of T.
  const forEachTerm = (n: number, visit: (x: number, w: number, g: number) => void): void => {
    for (let s = 0; s < n; s += 1)
      for (const { to, from, block } of taps)
        for (let i = 0; i < cin; i += 1)
          for (let o = 0; o < cout; o += 1)
            visit(
              (s * pixelsIn + from) * cin + i,
              (block * cin + i) * cout + o,
              (s * pixelsOut + to) * cout + o,
            );
  };

  return {
    parameterShapes: [[blocks * cin, cout], [cout]],
    outputSize: pixelsOut * cout,
    forward: (input, parameters, n) => {
      const output = zeroDual(n * pixelsOut * cout);
      const [W, b] = [sliceDual(parameters, 0, weights), sliceDual(parameters, weights, Infinity)];
      addBilinear(
        (x, w, out) => forEachTerm(n, (ix, iw, ig) => (out[ig]! += alpha * x[ix]! * w[iw]!)),
        input,
        W,
        output,
      );
      const addBias = (bias: Float64Array, out: Float64Array) => {
        for (let k = 0; k < out.length; k += 1) out[k]! += beta * bias[k % cout]!;
      };
      addLinear(addBias, b, output);
      return output;
    },
    backward: (outputGradient, input, parameters, gradient, n) => {
      const inputGradient = zeroDual(n * pixelsIn * cin);
      const W = sliceDual(parameters, 0, weights);
      addBilinear(
        (w, g, out) => forEachTerm(n, (ix, iw, ig) => (out[ix]! += alpha * w[iw]! * g[ig]!)),
        W,
        outputGradient,
        inputGradient,
      );
      addBilinear(
        (x, g, out) => forEachTerm(n, (ix, iw, ig) => (out[iw]! += alpha * x[ix]! * g[ig]!)),
        input,
        outputGradient,
        sliceDual(gradient, 0, weights),
      );
      const sumOverPixels = (g: Float64Array, out: Float64Array) => {
        for (let k = 0; k < g.length; k += 1) out[k % cout]! += beta * g[k]!;
      };
      addLinear(sumOverPixels, outputGradient, sliceDual(gradient, weights, Infinity));
      return inputGradient;
    },
  };
}
