import type { Json, JsonObject } from '../figure.ts';
import { textWidth } from '../fonts.ts';
import type { Frame } from '../frame.ts';
import type { TextSizes } from '../sheet.ts';
import { shareOf } from './axis-ticks.ts';
import { LINE } from './wrap.ts';

/** What labels of lines keep clear of. */
export interface Surroundings {
  readonly datasets: readonly JsonObject[];
  readonly frames: { readonly x: Frame; readonly y: Frame };
  /** The inside of the frame. */
  readonly plot: { readonly width: number; readonly height: number };
  readonly text: TextSizes;
}

/** A rectangle by its middle, from the left upper corner of the frame. */
interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where along a level line its label may stand, in the order of the annotation plugin's names. */
const STOPS = { start: 0, '25%': 0.25, center: 0.5, '75%': 0.75, end: 1 } as const;
type Stop = keyof typeof STOPS;

/** Of a label's background, about it. */
const PADDING = 4;
/** Between a line and its label. */
const OFF = 3;
/** Parts in which a piece of a curve is looked at. */
const PARTS = 6;

/**
 * The annotations with each label of a level line where it stands free: within the frame, off other labels, and off the data as far
 * as can be; where its mark wishes if that is as good.
 */
export function placed(
  annotations: readonly JsonObject[],
  surroundings: Surroundings,
): readonly JsonObject[] {
  const { text } = surroundings;
  const data = dataOf(surroundings);
  const taken: Label[] = [];
  return annotations.map((annotation) => {
    const label = labelOf(annotation);
    if (label === undefined) return annotation;
    const sized = { ...label, font: { ...fontOf(label), size: text.tick } };
    const line = levelOf(annotation, surroundings);
    if (line === undefined) return { ...annotation, label: sized };
    const content = String(label.content);
    const width = textWidth(content, text.tick) + 2 * PADDING;
    const height = LINE * text.tick;
    const lines = annotations
      .filter((other) => other !== annotation)
      .flatMap((other) => levelOf(other, surroundings) ?? []);
    const wish = { stop: stopOf(label.position), above: Number(label.yAdjust ?? -1) < 0 };
    const candidates = (Object.keys(STOPS) as Stop[]).flatMap((stop) =>
      [true, false].map((above) => {
        const free = line.to - line.from - width;
        const x =
          free <= 0 ? (line.from + line.to) / 2 : line.from + width / 2 + STOPS[stop] * free;
        const within = Math.min(Math.max(x, width / 2), surroundings.plot.width - width / 2);
        const off = height / 2 + OFF;
        const box = { x: within, y: line.y + (above ? -off : off), width, height };
        const far = (stop === wish.stop ? 0 : 1) + (above === wish.above ? 0 : 0.5);
        return {
          stop,
          above,
          off,
          box,
          cost: far + costOf(box, { surroundings, taken, lines, data }),
        };
      }),
    );
    const best = candidates.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(best.box);
    const yAdjust = best.above ? -best.off : best.off;
    return { ...annotation, label: { ...sized, position: best.stop, yAdjust } };
  });
}

const labelOf = ({ type, label }: JsonObject): JsonObject | undefined =>
  type === 'line' && isObject(label) && label.display === true ? label : undefined;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fontOf = ({ font }: JsonObject): JsonObject => (isObject(font) ? font : {});

const stopOf = (position: Json | undefined): Stop =>
  typeof position === 'string' && position in STOPS ? (position as Stop) : 'end';

interface LevelLine {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** Where a level line lies within the frame; undefined for what is none. */
function levelOf(
  { type, yMin, xMin, xMax }: JsonObject,
  { frames, plot }: Surroundings,
): LevelLine | undefined {
  if (type !== 'line' || typeof yMin !== 'number') return undefined;
  const at = (value: Json | undefined, otherwise: number) =>
    plot.width *
    (typeof value === 'number' ? Math.min(1, Math.max(0, shareOf(frames.x, value))) : otherwise);
  return { from: at(xMin, 0), to: at(xMax, 1), y: plot.height * (1 - shareOf(frames.y, yMin)) };
}

/** Far more than all else together: beyond the frame, or upon another label. */
const NEVER = 1e6;

function costOf(
  box: Label,
  {
    surroundings: { plot },
    taken,
    lines,
    data,
  }: {
    readonly surroundings: Surroundings;
    readonly taken: readonly Label[];
    readonly lines: readonly LevelLine[];
    readonly data: readonly (readonly [number, number])[];
  },
): number {
  const [halfWidth, halfHeight] = [box.width / 2, box.height / 2];
  const outside = box.y - halfHeight < 0 || box.y + halfHeight > plot.height;
  const upon = taken.some(
    (other) =>
      Math.abs(other.x - box.x) < (other.width + box.width) / 2 &&
      Math.abs(other.y - box.y) < (other.height + box.height) / 2,
  );
  const crossed = lines.filter(
    ({ from, to, y }) =>
      Math.abs(y - box.y) < halfHeight && to > box.x - halfWidth && from < box.x + halfWidth,
  );
  const covered = data.filter(
    ([x, y]) => Math.abs(x - box.x) < halfWidth + OFF && Math.abs(y - box.y) < halfHeight,
  );
  return (outside ? NEVER : 0) + (upon ? NEVER : 0) + 20 * crossed.length + covered.length;
}

/** Places that data cover, along lines too. */
function dataOf({ datasets, frames, plot }: Surroundings): readonly (readonly [number, number])[] {
  const place = (x: number, y: number) =>
    [plot.width * shareOf(frames.x, x), plot.height * (1 - shareOf(frames.y, y))] as const;
  return datasets.flatMap(({ data, showLine }) => {
    const points = (Array.isArray(data) ? (data as readonly JsonObject[]) : []).flatMap(
      ({ x, y, yMin, yMax }) =>
        typeof x === 'number' && typeof y === 'number'
          ? [y, yMin, yMax].flatMap((at) => (typeof at === 'number' ? [place(x, at)] : []))
          : [],
    );
    if (showLine !== true) return points;
    return points.flatMap(([x, y], i) => {
      const [a, b] = points[i + 1] ?? [x, y];
      return Array.from({ length: PARTS }, (_, k): readonly [number, number] => [
        x + ((a - x) * k) / PARTS,
        y + ((b - y) * k) / PARTS,
      ]);
    });
  });
}
