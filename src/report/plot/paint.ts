import { colourIn, type Paint } from './colour.ts';
import type { Json } from './figure.ts';
import type { Palette } from './palette.ts';

/** A config with every colour that its palette chooses as `#rrggbb`. */
export function painted(value: Json, palette: Palette): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((inner) => painted(inner, palette));
  if (isPaint(value, palette)) return colourIn(palette, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, painted(inner, palette)]),
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const isPaint = (value: object, palette: Palette): value is Paint =>
  'paint' in value && typeof value.paint === 'string' && value.paint in palette;
