/** CSS pixels in one of each unit: CSS Values and Units 4, §6.2. */
const PIXELS: Readonly<Record<string, number>> = {
  in: 96,
  cm: 96 / 2.54,
  mm: 9.6 / 2.54,
  pt: 96 / 72,
  px: 1,
};

/** The CSS pixels in a positive length such as `3.25in`, `80mm`, `8pt` or `900px`; undefined for any other text. */
export function pixelsIn(text: string): number | undefined {
  const [, number, unit] = /^(\d+\.?\d*|\.\d+) ?(in|cm|mm|pt|px)$/.exec(text.trim()) ?? [];
  const length = Number(number) * (PIXELS[unit ?? ''] ?? Number.NaN);
  return length > 0 ? length : undefined;
}
