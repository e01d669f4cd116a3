/** When a training ends, whichever comes first; with none of them it ends by divergence or stall. */
export interface StopRules {
  /** Training loss at or below which the target is reached. */
  readonly loss?: number;
  readonly steps?: number;
  /** Training time. */
  readonly time?: number;
}
