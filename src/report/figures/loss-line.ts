import { significant } from '../../core/format.ts';
import { type LossSlice, lossesAlong } from '../arms/recorded-slice.ts';
import { sequence } from '../plot/colour.ts';
import { curve } from '../plot/marks/index.ts';
import { spanOf } from '../plot/scale.ts';
import { BLACK } from '../plot/theme.ts';
import { listed } from '../sketch/alt.ts';
import { EXACT } from '../sketch/caption.ts';
import type { Parts } from '../sketch/sketch.ts';

/** A loss along a line with a name of its own; the name stands in the legend where there are several. */
export interface NamedSlice {
  readonly label: string;
  readonly slice: LossSlice;
}

/** The loss along one line or several; throws RangeError on none, or on a plane. */
export function lineParts(lines: readonly NamedSlice[]): Omit<Parts, 'title'> {
  if (lines.length === 0 || lines.some(({ slice }) => slice.axes.length !== 1))
    throw new RangeError('invalid slices; at least one is needed, each with one axis');
  const several = lines.length > 1;
  const colours = several ? sequence(lines.length) : [BLACK];
  const curves = lines.map(({ slice }) => lossesAlong(slice));
  const axes = lines.map(({ slice }) => slice.axes[0]!);
  return {
    alt: `Training loss along a line: ${listed(curves.map((data, k) => lineAlt(data, several ? lines[k]!.label : 'it')))}.`,
    caption: [
      `Training loss at ${[...new Set(curves.map((c) => c.length))].join(' or ')} points a line.`,
      EXACT,
    ],
    x: { title: axes[0]!.label, scale: 'linear', ...spanOf(axes.flatMap(({ at }) => at)) },
    y: { title: 'Training loss L' },
    marks: curves.map((data, k) =>
      curve(data, {
        colour: colours[k]!,
        smooth: true,
        ...(several ? { label: lines[k]!.label } : {}),
      }),
    ),
  };
}

function lineAlt(data: ReturnType<typeof lossesAlong>, name: string): string {
  if (data.length === 0) return `${name} is nowhere finite`;
  const least = data.reduce((a, b) => (b.y < a.y ? b : a));
  const [from, to, low, at] = [data[0]!.y, data.at(-1)!.y, least.y, least.x].map((x) =>
    significant(x),
  );
  return `${name} goes from ${from} to ${to} and is least, ${low}, at ${at}`;
}
