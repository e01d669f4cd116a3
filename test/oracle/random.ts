/** n reproducible numbers in (−scale, scale), a different sequence for each seed (Park–Miller). */
export function pseudoRandom(n: number, scale: number, seed: number): Float64Array {
  let state = 1 + ((seed * 7919) % 2147483646);
  const next = (): number => {
    state = (state * 48271) % 2147483647;
    return scale * ((2 * state) / 2147483647 - 1);
  };
  // Small seeds give small first draws; ten steps forget that.
  for (let i = 0; i < 10; i += 1) next();
  return Float64Array.from({ length: n }, next);
}
