/** How far apart numbers of one run may be: shares of their size, and of the loss where the run began. Chosen by trial. */
export interface Tolerance {
  readonly size: number;
  readonly loss: number;
  /** Of ‖θ‖. */
  readonly weights: number;
  /** Whether a number may be finite in one and not in the other. */
  readonly overflow: boolean;
  /** Along a run, of the largest number of a column. */
  readonly column: number;
}

/** Whether two numbers are further apart than `most`, or only one of them is finite where that is not allowed. */
export const areApart = (
  a: number,
  b: number,
  most: number,
  { overflow }: Pick<Tolerance, 'overflow'>,
): boolean =>
  Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) > most : !overflow && !Object.is(a, b);
