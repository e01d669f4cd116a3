/** What each of n examples is to be answered with: its class, or k real numbers. */
export type Targets =
  | {
      /** [n], each 0, 1, 2, … */
      readonly labels: Int32Array;
      readonly values?: undefined;
    }
  | {
      readonly labels?: undefined;
      /** [n, k], row-major. */
      readonly values: Float64Array;
    };

/** Examples with their targets, one row each. */
export type Examples = Targets & {
  /** Row-major [n, d]; Uint8 is 0 … 255, floats are as given. */
  readonly pixels: Uint8Array | Float32Array | Float64Array;
  readonly count: number;
};

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
  /** k, the numbers that a network is to answer with: one for each class up to the largest, or the real numbers of a target. */
  readonly outputs: number;
  /** The classes of which either split has an example, in order; empty for real-valued targets. */
  readonly classes: readonly number[];
  /** SHA-256 of each file's uncompressed bytes, by file name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Where the bytes came from: a folder, a file, or "drawn". */
  readonly source: string;
}

/** What a user's own files leave open. */
export interface Reading {
  /** `values`: targets are real numbers; `classes`, or absent: each is the number of a class. */
  readonly targets?: TargetKind | undefined;
  /** The columns of a csv that hold the targets; absent: the one that is named like a label. */
  readonly columns?: readonly string[] | undefined;
  /** Where images [n, …] have their channels; absent: last, and refused where it looks otherwise. */
  readonly channels?: ChannelOrder | undefined;
}

export const targetKinds = ['classes', 'values'] as const;
export type TargetKind = (typeof targetKinds)[number];

export const channelOrders = ['last', 'first'] as const;
export type ChannelOrder = (typeof channelOrders)[number];

/** A dataset by its name, or by a format and the `path` of a user's own file or folder. */
export interface DataRequest extends Reading {
  readonly name: string;
  readonly path?: string | undefined;
}

/** The part of a request that decides which images are found, to know them by. */
export const requestKey = ({ name, path, targets, columns, channels }: DataRequest): string =>
  JSON.stringify([name, path, targets, columns, channels]);

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
