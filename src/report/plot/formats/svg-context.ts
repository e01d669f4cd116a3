import { textWidth } from '../fonts.ts';
import { short, svgPen, type Transform } from './svg-pen.ts';

/** What readers of the file use in its place where DejaVu Sans is not installed; Verdana is as wide. */
const FAMILIES = "'DejaVu Sans', Verdana, Geneva, sans-serif";
/** Ascent and descent of DejaVu Sans, over the font size. */
const [ASCENT, DESCENT] = [0.928, 0.236];

/** How a drawing context draws, by the names of the HTML Standard. */
interface Style {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  lineDashOffset: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  globalAlpha: number;
}

const START: Style = {
  ...{ fillStyle: '#000000', strokeStyle: '#000000', lineWidth: 1, lineCap: 'butt' },
  ...{ lineJoin: 'miter', lineDashOffset: 0, font: '10px sans-serif', textAlign: 'start' },
  ...{ textBaseline: 'alphabetic', globalAlpha: 1 },
};

/**
 * A drawing context that writes SVG: a line is a stroked path, and a text is one element, to be searched and edited.
 *
 * It has what Chart.js and its plugins draw with of the HTML Standard, 4.12.5: no gradients, patterns, images or shadows.
 */
export function svgContext(size: { readonly width: number; readonly height: number }) {
  const { pen, at, unit, path, transformNow, replace, aside } = svgPen();
  const parts: string[] = [];
  const clips = new Map<string, string>();
  const stack: { style: Style; dash: readonly number[]; to: Transform; clip: string }[] = [];
  let dash: readonly number[] = [];
  let clip = '';
  const element = (
    name: string,
    attributes: Readonly<Record<string, string | undefined>>,
    text?: string,
  ) => {
    const all = { ...attributes, 'clip-path': clip === '' ? undefined : `url(#${clip})` };
    const written = Object.entries(all).flatMap(([key, value]) =>
      value === undefined ? [] : [` ${key}="${value}"`],
    );
    parts.push(
      `<${name}${written.join('')}${text === undefined ? '/>' : `>${escaped(text)}</${name}>`}`,
    );
  };
  const styleOf = (own: Style): Style =>
    Object.fromEntries(Object.keys(START).map((key) => [key, own[key as keyof Style]])) as never;
  const context = {
    ...{ ...START, ...pen },
    canvas: { ...size, style: {}, getContext: (): object => context },
    save: () => void stack.push({ style: styleOf(context), dash, to: transformNow(), clip }),
    restore: () => {
      const before = stack.pop();
      if (before === undefined) return;
      Object.assign(context, before.style);
      [dash, clip] = [before.dash, before.clip];
      replace(before.to);
    },
    setLineDash: (own: readonly number[]) => void (dash = own),
    getLineDash: () => [...dash],
    stroke: () => {
      const { lineCap, lineJoin, lineWidth, lineDashOffset } = context;
      const [stroke, opacity] = painting(context.strokeStyle, context.globalAlpha);
      // A dash that outlasts every line is none.
      const dashed = dash.length > 0 && dash[0]! < 1e5;
      element('path', {
        ...{ d: path(), fill: 'none', stroke, 'stroke-opacity': opacity },
        'stroke-width': short(lineWidth * unit()),
        'stroke-linecap': lineCap === 'butt' ? undefined : lineCap,
        'stroke-linejoin': lineJoin === 'miter' ? undefined : lineJoin,
        ...(dashed && {
          'stroke-dasharray': dash.map((on) => short(on * unit())).join(' '),
          'stroke-dashoffset': short(lineDashOffset * unit()),
        }),
      });
    },
    fill: () => {
      const [fill, opacity] = painting(context.fillStyle, context.globalAlpha);
      element('path', { d: path(), fill, 'fill-opacity': opacity });
    },
    clip: () => {
      const shape = `${clip === '' ? '' : ` clip-path="url(#${clip})"`}><path d="${path()}"/>`;
      clip = clips.get(shape) ?? `clip${clips.size + 1}`;
      clips.set(shape, clip);
    },
    fillRect: (...box: Rectangle) =>
      aside(() => {
        pen.rect(...box);
        context.fill();
      }),
    strokeRect: (...box: Rectangle) =>
      aside(() => {
        pen.rect(...box);
        context.stroke();
      }),
    /** Nothing lies below what is drawn first. */
    clearRect: () => {},
    fillText: (text: string, x: number, y: number) => {
      const size = sizeOf(context.font);
      const place = at(x, y + baseline(context.textBaseline) * size);
      const [a, b] = transformNow();
      const angle = (Math.atan2(b, a) * 180) / Math.PI;
      const [fill, opacity] = painting(context.fillStyle, context.globalAlpha);
      const [left, top] = place.split(' ');
      const attributes = {
        ...{ x: left, y: top, 'font-size': short(size * unit()) },
        'font-weight': /bold/.test(context.font) ? 'bold' : undefined,
        'text-anchor': ANCHORS[context.textAlign],
        ...{ fill, 'fill-opacity': opacity },
        transform: Math.abs(angle) < 1e-6 ? undefined : `rotate(${short(angle)} ${place})`,
      };
      if (text.trim() !== '') element('text', attributes, text);
    },
    /** No text of a figure has an outline. */
    strokeText: () => {},
    measureText: (text: string) => {
      const size = sizeOf(context.font);
      return {
        ...{ width: textWidth(text, size), fontBoundingBoxAscent: ASCENT * size },
        ...{ fontBoundingBoxDescent: DESCENT * size, actualBoundingBoxAscent: ASCENT * size },
        ...{ actualBoundingBoxDescent: DESCENT * size, actualBoundingBoxLeft: 0 },
        actualBoundingBoxRight: textWidth(text, size),
      };
    },
  };
  return { context, document: (head: Head) => documentOf(head, { parts, clips }) };
}

type Rectangle = readonly [x: number, y: number, width: number, height: number];

interface Head {
  /** Inches. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the picture shows, for those who cannot see it. */
  readonly description: string;
}

function documentOf(
  { width, height, title, description }: Head,
  {
    parts,
    clips,
  }: { readonly parts: readonly string[]; readonly clips: ReadonlyMap<string, string> },
): string {
  const box = `0 0 ${short(96 * width)} ${short(96 * height)}`;
  const size = `width="${short(width)}in" height="${short(height)}in" viewBox="${box}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${size} font-family="${FAMILIES}">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<defs>${[...clips].map(([shape, id]) => `<clipPath id="${id}"${shape}</clipPath>`).join('')}</defs>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };

/** From the named line of a text down to the line that letters stand on, over the font size. */
const baseline = (name: string): number =>
  name === 'middle'
    ? (ASCENT - DESCENT) / 2
    : name === 'top' || name === 'hanging'
      ? ASCENT
      : name === 'bottom'
        ? -DESCENT
        : 0;

const sizeOf = (font: string): number => Number(/([\d.]+)px/.exec(font)?.[1] ?? 10);

/** The colour as SVG has it, and its opacity where it is not opaque; `#rrggbb`, `#rrggbbaa`, `rgba(…)` and names. */
function painting(colour: string, alpha: number): [string, string | undefined] {
  const [, solid, byte] = /^(#[\da-f]{6})([\da-f]{2})$/i.exec(colour) ?? [];
  const [, channels, share] = /^rgba\(([^)]*),\s*([\d.]+)\)$/.exec(colour) ?? [];
  const opacity =
    alpha * (byte === undefined ? Number(share ?? 1) : Number.parseInt(byte, 16) / 255);
  const plain = solid ?? (channels === undefined ? colour : `rgb(${channels})`);
  return [plain, opacity < 1 ? short(opacity) : undefined];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
