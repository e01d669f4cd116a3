/**
 * What a file may ask for at the most. More is a slip of the hand, or meant to exhaust the machine that reads it; each is far beyond what the lab is
 * used for, and chosen.
 */
export const most = {
  /** Runs of a grid, those that coincide counted each. */
  runs: 100_000,
  seeds: 10_000,
  noises: 10_000,
  /** Entries of what is held in memory as a whole: the width of a layer, coordinates, bins. */
  entries: 1_000_000,
  /** Points along an axis of a grid of two. */
  gridPoints: 1000,
  /** Weights of a network: a gigabyte in single precision, and several such are held at a time. */
  parameters: 2 ** 28,
  /** Bytes, in UTF-8, of a name that files and folders are called by. */
  nameBytes: 200,
  /** Bytes of an experiment file. */
  fileBytes: 1_000_000,
  /** Values that the aliases of a file stand for, all together. */
  aliased: 10_000,
} as const;

/** `100,000` */
export const counted = (n: number): string => n.toLocaleString('en-GB');

/** Whether a text is too long for the name of a file or folder; `…-where` and `….png` must fit behind it. */
export const isLongName = (text: string): boolean =>
  new TextEncoder().encode(text).length > most.nameBytes;
