import type { JsonObject } from './figure.ts';

/** A solid curve without markers, of this width in pixels. */
export const line = (
  data: readonly { readonly x: number; readonly y: number }[],
  colour: string,
  width: number,
): JsonObject => ({
  data: data as { x: number; y: number }[],
  showLine: true,
  radius: 0,
  pointStyle: 'line',
  borderColor: colour,
  backgroundColor: colour,
  borderWidth: width,
  borderJoinStyle: 'round',
});
