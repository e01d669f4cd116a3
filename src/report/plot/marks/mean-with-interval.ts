import type { Colour } from '../colour.ts';
import type { Mark } from '../mark.ts';
import { LAYER } from '../theme.ts';

/** A mean at x with its interval; null where there is none, as for one seed. */
export interface Mean {
  readonly x: number;
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
}

/** A marker at each mean and a bar over its interval, cut off at the frame. */
export const meanWithInterval = (
  means: readonly Mean[],
  {
    colour,
    point = 'circle',
    radius = 8,
  }: { readonly colour: Colour; readonly point?: string; readonly radius?: number },
): Mark => ({
  x: means.map(({ x }) => x),
  y: means.map(({ mean }) => mean),
  ends: means.flatMap(({ interval }) => interval ?? []),
  draw: ({ low, high }) => ({
    datasets: [
      {
        type: 'scatterWithErrorBars',
        data: means.map(({ x, mean, interval }) => ({
          ...{ x, y: mean },
          yMin: interval === null ? mean : Math.max(interval[0], low),
          yMax: interval === null ? mean : Math.min(interval[1], high),
        })),
        pointStyle: point,
        radius,
        borderWidth: 0,
        backgroundColor: colour,
        errorBarColor: colour,
        errorBarWhiskerColor: colour,
        errorBarLineWidth: 0.3 * radius,
        errorBarWhiskerLineWidth: 0.3 * radius,
        errorBarWhiskerRatio: 0,
        errorBarWhiskerSize: means.some(({ interval }) => interval !== null) ? radius + 5 : 0,
        order: LAYER.mean,
      },
    ],
  }),
});
