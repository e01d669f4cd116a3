/** Labelled examples, one row each. */
export interface Examples {
  /** Row-major [n, d]; Uint8 is 0 … 255, floats are as given. */
  readonly pixels: Uint8Array | Float32Array | Float64Array;
  /** [n], each in 0 … classes − 1. */
  readonly labels: Int32Array;
  readonly count: number;
}

/** A training and a test split of images of one shape. */
export interface Splits {
  /** d = height · width · channels; flat vectors are [1, d, 1]. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly train: Examples;
  readonly test: Examples;
}

/** A dataset as it was published, before any preparation. */
export interface ImageSet extends Splits {
  readonly name: string;
  readonly classes: number;
  /** SHA-256 of each file's uncompressed bytes, by file name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Where the bytes came from: a folder, a file, or "drawn". */
  readonly source: string;
}

/** A dataset by its name, or by a format and the `path` of a user's own file or folder. */
export interface DataRequest {
  readonly name: string;
  readonly path?: string | undefined;
}

/**
 * Finds the images of a dataset.
 *
 * @throws InputError where they are unknown, missing, damaged or wrong
 */
export type ImageSource = (data: DataRequest) => Promise<ImageSet>;

/** A file that was read. */
export interface DataFile {
  /** Its path or address, as messages name it. */
  readonly path: string;
  /** Uncompressed. */
  readonly bytes: Uint8Array;
}
