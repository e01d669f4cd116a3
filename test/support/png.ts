import { createRequire } from 'node:module';

interface Image {
  readonly width: number;
  readonly height: number;
}
interface CanvasModule {
  loadImage(png: Uint8Array): Promise<Image>;
  createCanvas(
    width: number,
    height: number,
  ): {
    getContext(kind: '2d'): {
      drawImage(image: Image, x: number, y: number): void;
      getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
    };
  };
}

/** A picture as numbers. */
export interface Pixels extends Image {
  /** Red, green, blue and opacity of each pixel, row by row, in [0, 255]. Shape [height · width · 4]. */
  readonly data: Uint8ClampedArray;
  /** The share of pixels that are dark. */
  readonly ink: number;
}

export async function pixelsOf(png: Uint8Array): Promise<Pixels> {
  const { loadImage, createCanvas } = createRequire(import.meta.url)('canvas') as CanvasModule;
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) dark += data[i]! + data[i + 1]! < 400 ? 1 : 0;
  return { width, height, data, ink: dark / (width * height) };
}
