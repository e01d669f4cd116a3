import type { Json, JsonObject } from '../plot/figure.ts';

/** Keys of a config whose numbers are pixels of letters, lines, markers and margins. */
const PIXELS: ReadonlySet<string> = new Set([
  ...['size', 'padding', 'top', 'right', 'bottom', 'left', 'radius', 'rotationRadius'],
  ...['borderWidth', 'lineWidth', 'tickLength', 'borderDash', 'xAdjust', 'yAdjust'],
  ...['errorBarLineWidth', 'errorBarWhiskerLineWidth', 'errorBarWhiskerSize'],
]);

/** A config with letters, lines, markers and margins `by` times as large; data and ranges are left as they are. */
export const resized = (config: JsonObject, by: number): JsonObject =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      // Data are many and hold no sizes; the width of a border is one of pixels, that of a picture never occurs.
      key === 'data' && Array.isArray(value) ? value : within(key, value, by),
    ]),
  );

function within(key: string, value: Json, by: number): Json {
  if (typeof value === 'number') return PIXELS.has(key) || key === 'width' ? value * by : value;
  if (Array.isArray(value)) return value.map((one: Json) => within(key, one, by));
  return value !== null && typeof value === 'object' ? resized(value as JsonObject, by) : value;
}
