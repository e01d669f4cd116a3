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
