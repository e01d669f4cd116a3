/** The engines on offer; kept apart from backend.ts, so that naming one loads no TensorFlow.js. */
export const engineNames = ['native', 'wasm', 'gpu'] as const;
export type EngineName = (typeof engineNames)[number];
