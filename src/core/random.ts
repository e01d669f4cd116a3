import { integerAtLeast } from './check.ts';
import { normalQuantile } from './normal.ts';
import { philox } from './philox.ts';

/** Where a stream stands; plain JSON, enough to continue it bit for bit. */
export interface RngState {
  readonly key: readonly [number, number]; // unsigned 32-bit words
  /** 32-bit words drawn so far, ≥ 0. */
  readonly counter: number;
}

/**
 * A named stream of random numbers; the bulk draws equal the single draws in a row.
 *
 * Every n must be an integer ≥ 0, and in `integer` from 1 to 2³²; RangeError otherwise.
 */
export interface Rng {
  /** An independent stream. It depends on this one's key, never on what was drawn from it. */
  fork(name: string, ...keys: readonly number[]): Rng;
  /** Uniform on [0, 1), a multiple of 2⁻⁵³; takes two words. */
  uniform(): number;
  /** Standard normal by inversion of 52 bits, |z| < 8.3; takes two words. */
  normal(): number;
  /** Rademacher; takes one word. */
  sign(): 1 | -1;
  /** Uniform on 0 … n−1, without modulo bias. */
  integer(n: number): number;
  /** A uniform order of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Int32Array; // [n]
  normals(n: number): Float64Array; // [n]
  /** Rademacher; takes one bit each, ⌈n/32⌉ words. */
  signs(n: number): Float32Array; // [n]
  uniforms(n: number): Float64Array; // [n]
  state(): RngState;
}

/**
 * The root stream of a seed, any safe integer ≥ 0; throws RangeError on others.
 *
 * Block i of a stream is Philox4x32-10 of the counter (i, 0) under the stream's key.
 *
 * @example
 * const random = rng(0);
 * const [a, b] = [random.fork('init'), rng(0).fork('init')];
 * console.log(a.normal() === b.normal()); // true
 */
export function rng(seed: number): Rng {
  integerAtLeast('seed', seed, 0);
  return resumeRng({ key: [seed >>> 0, Math.floor(seed / 2 ** 32)], counter: 0 });
}

/** The stream that continues where `state` was taken; throws RangeError on a bad state. */
export function resumeRng(state: RngState): Rng {
  const [key0, key1] = state.key;
  if (![key0, key1].every((word) => word >>> 0 === word)) {
    throw new RangeError(`invalid rng key; not two words of 32 bits: ${state.key}`);
  }
  integerAtLeast('rng counter', state.counter, 0);
  const block = new Uint32Array(4);
  let next = Math.floor(state.counter / 4); // index of the block after the one in `block`
  let used = 4;

  const refill = () => {
    philox(block, next, Math.floor(next / 2 ** 32), 0, 0, key0, key1);
    next++;
    used = 0;
  };
  if (state.counter % 4 > 0) {
    refill();
    used = state.counter % 4;
  }
  const word = (): number => {
    if (used === 4) refill();
    return block[used++]!;
  };
  const uniform = () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  // Midpoints of 2⁵² cells: symmetric about ½ and never 0 or 1, where the quantile is infinite.
  const normal = () => normalQuantile(((word() >>> 6) * 2 ** 26 + (word() >>> 6) + 0.5) / 2 ** 52);
  const sign = () => (word() >>> 31 === 0 ? 1 : -1);
  const integer = (n: number): number => {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) {
      throw new RangeError(`invalid n; not an integer in [1, 2³²]: ${n}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % n); // words at or above it would favour the first residues
    let drawn = word();
    while (drawn >= limit) drawn = word();
    return drawn % n;
  };

  return {
    fork: (name, ...keys) => resumeRng({ key: childKey(key0, key1, name, keys), counter: 0 }),
    uniform,
    normal,
    sign,
    integer,
    permutation(n) {
      const order = Int32Array.from({ length: size(n) }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        const kept = order[i]!;
        order[i] = order[j]!;
        order[j] = kept;
      }
      return order;
    },
    normals: (n) => fill(new Float64Array(size(n)), normal),
    // Each of a word's 32 bits is the sign bit of a float of its own, lowest first.
    signs(n) {
      const out = new Float32Array(size(n));
      const bits = new Int32Array(out.buffer);
      for (let i = 0; i < n; ) {
        const drawn = word();
        const end = Math.min(n, i + 32);
        for (let k = 31; i < end; k--) bits[i++] = ONE | ((drawn << k) & SIGN);
      }
      return out;
    },
    uniforms: (n) => fill(new Float64Array(size(n)), uniform),
    state: () => ({ key: [key0, key1], counter: 4 * (next - 1) + used }),
  };
}

/** The bits of 1 and of the sign in a float32 (IEEE 754 binary32). */
const ONE = 0x3f800000;
const SIGN = 0x80000000 | 0;

// A typed array of NaN numbers would quietly be empty.
const size = (n: number) => integerAtLeast('n', n, 0);

function fill<A extends Float32Array | Float64Array>(values: A, draw: () => number): A {
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

// Chains the lengths, the name and the keys through Philox, 64 bits a call. The lengths come first, so
// no path is the prefix of another; the last counter word is 0 for draws and FORK here, so a fork
// never reads what its parent draws.
function childKey(
  key0: number,
  key1: number,
  name: string,
  keys: readonly number[],
): [number, number] {
  const out = Uint32Array.of(key0, key1, 0, 0);
  const absorb = (a: number, b: number) => philox(out, a, b, 0, FORK, out[0]!, out[1]!);
  absorb(name.length, keys.length);
  for (let i = 0; i < name.length; i += 2) {
    absorb(name.charCodeAt(i), i + 1 < name.length ? name.charCodeAt(i + 1) : 0);
  }
  for (const key of keys) {
    if (!Number.isFinite(key))
      throw new RangeError(`invalid key of fork ${name}; not finite: ${key}`);
    const bits = new Uint32Array(Float64Array.of(key + 0).buffer); // + 0 makes −0 the same key as 0
    absorb(bits[0]!, bits[1]!);
  }
  return [out[0]!, out[1]!];
}

const FORK = 0x666f726b; // 'fork'
