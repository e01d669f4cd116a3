/** An array u together with its derivative u̇ = d/dε u(θ + εv) at ε = 0; both of one length. */
export interface Dual {
  readonly value: Float64Array;
  readonly tangent: Float64Array;
}

/** A map linear in `a` that *adds* its result to `out`. */
export type LinearKernel = (a: Float64Array, out: Float64Array) => void;

/** A map linear in `a` and in `b` that *adds* its result to `out`. */
export type BilinearKernel = (a: Float64Array, b: Float64Array, out: Float64Array) => void;

/** Zeros of the given length. */
export const zeroDual = (length: number): Dual => ({
  value: new Float64Array(length),
  tangent: new Float64Array(length),
});

/** A constant: its tangent is 0. */
export const constantDual = (value: Float64Array): Dual => ({
  value,
  tangent: new Float64Array(value.length),
});

/** A view (not a copy) of entries start … end − 1. */
export const sliceDual = (a: Dual, start: number, end: number): Dual => ({
  value: a.value.subarray(start, end),
  tangent: a.tangent.subarray(start, end),
});

/** Adds A(a) to `out`; the tangent of a linear map is the map of the tangent, A(ȧ). */
export function addLinear(kernel: LinearKernel, a: Dual, out: Dual): void {
  kernel(a.value, out.value);
  kernel(a.tangent, out.tangent);
}

/** Adds B(a, b) to `out`; product rule: d B(a, b) = B(ȧ, b) + B(a, ḃ). */
export function addBilinear(kernel: BilinearKernel, a: Dual, b: Dual, out: Dual): void {
  kernel(a.value, b.value, out.value);
  kernel(a.tangent, b.value, out.tangent);
  kernel(a.value, b.tangent, out.tangent);
}
