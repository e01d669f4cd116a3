import type { Rng } from '../../core/random.ts';
import { bordered, projections } from '../../linalg/columns.ts';
import { dot } from '../../linalg/float64.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { extend } from '../../linalg/orthonormal.ts';

/** Which of a vector and its product a form takes on its left. */
type Left = <G extends Float32Array | Float64Array>(v: G, Av: Float64Array) => G | Float64Array;

/** A symmetric form b(v, w) = left(v)ᵀ A w on the range Q of a sketch, and on what of random signs is outside of it. */
export interface Sketch {
  /** b(qᵢ, qⱼ) of the orthonormal basis. */
  matrix(): readonly (readonly number[])[];
  /** b((I − QQᵀ) gⱼ, (I − QQᵀ) gⱼ) of each test vector, given Q independent of each other. */
  rest(): readonly number[];
  /** Vectors from … to − 1 of sketch and tests, three products each. */
  grow(from: number, to: number): void;
  products(): number;
}

/**
 * The sketch of Hutch++, Q = orth(A S) with S and G of random signs: Meyer, Musco, Musco & Woodruff, SOSA 2021, Algorithm 1.
 *
 * With `left` the vector itself b is vᵀAw, with its product (Av)ᵀAw. Every product so far is used again as the sketch grows.
 */
export function sketchOf(A: LinearOperator, random: Rng, left: Left): Sketch {
  let products = 0;
  const times = (v: Float64Array | Float32Array) => {
    products++;
    return A.matvec(v);
  };
  const [Q, lefts]: [Float64Array[], Float64Array[]] = [[], []];
  let H: number[][] = [];
  const tests: TestVector[] = [];
  return {
    matrix: () => H,
    products: () => products,
    grow(from, to) {
      for (let j = from; j < to; j++) {
        if (extend(Q, times(random.fork('sketch', j).signs(A.dim)))) {
          const q = Q.at(-1)!;
          const Aq = times(q);
          lefts.push(left(q, Aq));
          H = bordered(H, projections(lefts, Aq));
          for (const test of tests) {
            test.along.push(dot(q, test.g));
            test.across.push(dot(Aq, test.left));
          }
        }
        const g = random.fork('probe', j).signs(A.dim);
        const Ag = times(g);
        const own = left(g, Ag);
        tests.push({
          ...{ g, left: own, form: dot(own, Ag) },
          along: projections(Q, new Float64Array(g)),
          across: projections(lefts, Ag),
        });
      }
    },
    // With c = Qᵀg it is b(g, g) − 2 Σᵢ cᵢ b(qᵢ, g) + cᵀHc.
    rest: () =>
      tests.map(({ form, along: c, across }) => {
        const inside = H.reduce((sum, row, i) => sum + c[i]! * dot(row, c), 0);
        return form - 2 * dot(c, across) + inside;
      }),
  };
}

/** One random vector g with all that is needed of it. */
interface TestVector {
  readonly g: Float32Array;
  readonly left: Float32Array | Float64Array;
  /** b(g, g) */
  readonly form: number;
  /** Qᵀ g */
  readonly along: number[];
  /** b(qᵢ, g) */
  readonly across: number[];
}
