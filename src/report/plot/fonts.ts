import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What is used here of the canvas package. */
export interface CanvasPackage {
  readonly GlobalFonts: { registerFromPath(path: string, family: string): unknown };
  createCanvas(width: number, height: number): { getContext(kind: '2d'): TextContext };
  readonly PDFDocument: new (about: Readonly<Record<string, string | number>>) => PdfDocument;
}

/** What measures text. */
export interface TextContext {
  font: string;
  measureText(text: string): { readonly width: number };
}

export interface PdfDocument {
  /** In points. */
  beginPage(width: number, height: number): object;
  endPage(): void;
  close(): Uint8Array;
}

const require = createRequire(import.meta.url);

/** A family name of our own, so that no installed font can take its place and change the bytes. */
export const FONT_FAMILY = 'Flowlab Sans';

let loaded: CanvasPackage | undefined;

/** The canvas package with the fonts of every figure: DejaVu Sans, which has the mathematics. Loaded when first called. */
export function canvasWithFonts(): CanvasPackage {
  if (loaded !== undefined) return loaded;
  const canvas = require('canvas') as CanvasPackage;
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'])
    canvas.GlobalFonts.registerFromPath(join(folder, file), FONT_FAMILY);
  loaded = canvas;
  return canvas;
}

/** Large enough that hinting is no part of a width. */
const REFERENCE = 100;
let measuring: TextContext | undefined;

/** How wide a text is at a font size, in the same unit. */
export function textWidth(text: string, size: number): number {
  measuring ??= canvasWithFonts().createCanvas(1, 1).getContext('2d');
  measuring.font = `${REFERENCE}px "${FONT_FAMILY}"`;
  return (measuring.measureText(text).width * size) / REFERENCE;
}
