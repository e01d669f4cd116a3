/** Labelled examples, one row each. */
export interface Examples {
  /** Row-major [n, d]; Uint8 is 0 … 255, floats are as given. */
  readonly pixels: Uint8Array | Float32Array | Float64Array;
  /** [n], each in 0 … classes − 1. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** A dataset as it was published, before any preparation. */
export interface ImageSet {
  readonly name: string;
  /** d = height · width · channels; flat vectors are [1, d, 1]. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly train: Examples;
  readonly test: Examples;
  /** SHA-256 of each file's uncompressed bytes, by file name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Where the bytes came from: a folder, a file, or "drawn". */
  readonly source: string;
}

/** Where data may lie. */
export interface DataPlaces {
  /** The per-user cache. */
  readonly cacheDir: string;
  /** Relative paths of a user's own files resolve here. */
  readonly baseDir: string;
  /** True forbids downloads; absent: allowed. */
  readonly offline?: boolean;
}

/** Receives one line of progress. */
export type Log = (line: string) => void;
