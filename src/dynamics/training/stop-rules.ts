/** When a training ends, whichever comes first; with none of them it ends by divergence alone. */
export interface StopRules {
  /** Training loss at or below which the target is reached. */
  readonly loss?: number;
  /**
   * Where the target is to be reached at a step and not at the evaluation after it: the steps of an epoch, ≥ 1, over which the loss
   * is averaged under noise. See `targetSearch`. A flow under error control always lands on its target.
   */
  readonly average?: number;
  readonly steps?: number;
  /** Training time. */
  readonly time?: number;
  /**
   * False: a training towards a target loss goes on though it has stalled. One without a target never stalls: nothing
   * says that its loss has anywhere to go. A rate that has come to zero before the time is over stalls either way.
   */
  readonly stall?: boolean;
}
