import { type Dual, sliceDual, zeroDual } from './dual.ts';
import type { Layer } from './layer.ts';

/** x + ẋ ε with ε² = 0. */
type Number = readonly [value: number, tangent: number];

const plus = ([a, p]: Number, [b, q]: Number): Number => [a + b, p + q];
const minus = ([a, p]: Number, [b, q]: Number): Number => [a - b, p - q];
const times = ([a, p]: Number, [b, q]: Number): Number => [a * b, p * b + a * q];
const over = ([a, p]: Number, [b, q]: Number): Number => [a / b, (p - (a / b) * q) / b];
const root = ([a, p]: Number): Number => [Math.sqrt(a), p / (2 * Math.sqrt(a))];
const mean = (xs: readonly Number[]): Number => {
  const [a, p] = xs.reduce(plus, [0, 0]);
  return [a / xs.length, p / xs.length];
};

const at = ({ value, tangent }: Dual, i: number): Number => [value[i]!, tangent[i]!];
const addTo = ({ value, tangent }: Dual, i: number, [a, p]: Number): void => {
  value[i]! += a;
  tangent[i]! += p;
};

/** u = (x − mean x)/s with s = √(mean (x − mean x)² + 1e-5), for one example. */
function standardised(x: readonly Number[]): { readonly u: readonly Number[]; readonly s: Number } {
  const mu = mean(x);
  const centred = x.map((xi) => minus(xi, mu));
  const s = root(plus(mean(centred.map((c) => times(c, c))), [1e-5, 0]));
  return { u: centred.map((c) => over(c, s)), s };
}

/** y = γ u + β, parameters γ [m] and β [m]; backward ∂x = (g − mean g − u mean(g u))/s with g = γ ∂y. */
export function layerNormLayer(m: number): Layer {
  const examples = Array.from({ length: m }, (_, k) => k);
  const rowOf = (a: Dual, i: number) => examples.map((k) => at(a, i * m + k));
  return {
    parameterShapes: [[m], [m]],
    outputSize: m,
    forward: (input, parameters, n) => {
      const output = zeroDual(n * m);
      for (let i = 0; i < n; i += 1) {
        const { u } = standardised(rowOf(input, i));
        for (const k of examples)
          addTo(output, i * m + k, plus(times(at(parameters, k), u[k]!), at(parameters, m + k)));
      }
      return output;
    },
    backward: (outputGradient, input, parameters, gradient, n) => {
      const inputGradient = zeroDual(n * m);
      const [gains, biases] = [sliceDual(gradient, 0, m), sliceDual(gradient, m, 2 * m)];
      for (let i = 0; i < n; i += 1) {
        const { u, s } = standardised(rowOf(input, i));
        const dy = rowOf(outputGradient, i);
        const g = dy.map((d, k) => times(at(parameters, k), d));
        const [average, along] = [mean(g), mean(g.map((gk, k) => times(gk, u[k]!)))];
        for (const k of examples) {
          addTo(gains, k, times(dy[k]!, u[k]!));
          addTo(biases, k, dy[k]!);
          const rest = minus(minus(g[k]!, average), times(u[k]!, along));
          addTo(inputGradient, i * m + k, over(rest, s));
        }
      }
      return inputGradient;
    },
  };
}
