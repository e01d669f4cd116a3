import { canvasWithFonts } from '../fonts.ts';

/** Units of a PDF in an inch. */
const POINTS = 72;
/** Chart.js puts lines on whole device pixels; these are so small that it does not show. */
const PER_INCH = 1200;

/**
 * A PDF of one page, `width` × `height` inches, with embedded fonts; `draw` is given a context and its device pixels per inch.
 */
export function pdfOf(
  about: {
    readonly width: number;
    readonly height: number;
    readonly title: string;
    readonly description: string;
  },
  draw: (context: object, perInch: number) => void,
): Uint8Array {
  const { PDFDocument } = canvasWithFonts();
  const { title, description: subject } = about;
  const pdf = new PDFDocument({ title, subject, creator: 'flowlab' });
  const page = pdf.beginPage(POINTS * about.width, POINTS * about.height) as Page;
  const [width, height] = [about.width, about.height].map((side) => side * PER_INCH);
  const surface = { width, height, style: {}, getContext: () => context };
  const k = POINTS / PER_INCH;
  const own: Partial<Record<PropertyKey, unknown>> = {
    canvas: surface,
    // Absolute in device pixels, which here are fractions of a point.
    setTransform: (...[a, b, c, d, e, f]: Transform) =>
      page.setTransform(k * a, k * b, k * c, k * d, k * e, k * f),
    resetTransform: () => page.setTransform(k, 0, 0, k, 0, 0),
    clearRect: () => {},
  };
  // A native context: its methods want itself as `this`.
  const context: object = new Proxy(page, {
    get: (target, key) => {
      const value = key in own ? own[key] : Reflect.get(target, key, target);
      return typeof value === 'function' && !(key in own) ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  draw(context, PER_INCH);
  pdf.endPage();
  return pdf.close();
}

type Transform = readonly [number, number, number, number, number, number];

interface Page {
  setTransform(...to: Transform): void;
}
