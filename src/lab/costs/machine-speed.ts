/** Side of the matrices that are multiplied. */
const SIDE = 64;
/** Milliseconds that it takes. */
const WHILE = 100;
/** Products a second of the machine of docs/performance.md, by the same loop. */
const REFERENCE = 6.1e8;

/**
 * Seconds that this machine takes for what takes one of that which the cost model is of, by a tenth of a second of products of matrices in plain
 * JavaScript: no engine is loaded. A processor whose vector units are other ones may be off by two.
 */
export function machineScale(): number {
  const [a, b, c] = [0, 1, 2].map((k) =>
    Float32Array.from({ length: SIDE * SIDE }, (_, i) => ((i * 7 + k) % 13) / 13),
  ) as [Float32Array, Float32Array, Float32Array];
  multiply(a, b, c);
  const start = performance.now();
  let [rounds, best] = [0, Number.POSITIVE_INFINITY];
  for (let last = start; last - start < WHILE; rounds++) {
    multiply(a, b, c);
    const now = performance.now();
    // The fastest: what else the machine does goes by.
    if (rounds > 5) best = Math.min(best, now - last);
    last = now;
  }
  return REFERENCE / (SIDE ** 3 / (best / 1000));
}

/** c ← ab */
function multiply(a: Float32Array, b: Float32Array, c: Float32Array): void {
  c.fill(0);
  for (let i = 0; i < SIDE; i++)
    for (let k = 0; k < SIDE; k++) {
      const of = a[i * SIDE + k]!;
      for (let j = 0; j < SIDE; j++) c[i * SIDE + j]! += of * b[k * SIDE + j]!;
    }
}
