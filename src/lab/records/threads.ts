/** Seconds of one training step on one thread and on `threads`, medians of one process each. */
export interface StepTimes {
  readonly threads: number;
  readonly one: number;
  readonly many: number;
}

/** TensorFlow threads of each run's process, and how their number came about. */
export interface Threads {
  readonly count: number;
  readonly chosen: 'default' | 'calibrated' | 'user';
  /** What a calibration found. */
  readonly times?: StepTimes;
}
