/** What a report may claim of one number: the p-values of its interval. Null where there is no interval, and so no verdict. */
export interface Test {
  /** Of "there is no effect". */
  readonly apart: number | null;
  /** Of "the effect is not negligible"; null too where nothing is ever called equal. */
  readonly within: number | null;
  /** Tests of what it sums up, asked once it is told itself. */
  readonly behind?: readonly Test[];
  /** Its share of the level of the report beside those of others; 1 unless it is given. */
  readonly weight?: number;
}

/** What is allowed of a test beside all others of the report. */
export interface Told {
  /** To say that there is an effect. */
  readonly apart: boolean;
  /** To say that it is negligible. */
  readonly within: boolean;
  /** The level that p of an effect was held against. */
  readonly level: number;
}
