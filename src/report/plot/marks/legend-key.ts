import type { Colour } from '../colour.ts';
import type { Mark } from '../mark.ts';

/** An entry of the legend for what other marks draw: a marker with its name. */
export const legendKey = (
  label: string,
  {
    colour,
    fill = colour,
    shape,
  }: { readonly colour: Colour; readonly fill?: Colour; readonly shape: string },
): Mark => ({
  ...{ x: [], y: [] },
  draw: () => ({
    datasets: [
      {
        ...{ label, data: [], pointStyle: shape },
        ...{ backgroundColor: fill, borderColor: colour, borderWidth: 2 },
      },
    ],
  }),
});
