/** Arithmetic inside a compiled function: float32, or float64 on the native engine. */
export const precisions = ['single', 'double'] as const;
export type Precision = (typeof precisions)[number];
