/** Whether hidden layers of these widths can be skipped: from the second on each has as many outputs as inputs. */
export const canSkip = (hidden: readonly number[]): boolean =>
  hidden.length > 1 && hidden.every((m) => m === hidden[0]);
