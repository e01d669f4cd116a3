import type { Landscape } from './minimum-of.ts';

/** The places beyond the outermost minima where the potential comes to a height, by halving. */
export function reachOf({ at, places }: Landscape, height: number): readonly [number, number] {
  const beyond = (from: number, side: 1 | -1) => {
    let reach = 1;
    while (at(from + side * reach) < height) reach *= 2;
    let [low, high] = [0, reach];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (at(from + side * middle) < height) low = middle;
      else high = middle;
    }
    return from + side * high;
  };
  return [beyond(places[0]!, -1), beyond(places.at(-1)!, 1)];
}
