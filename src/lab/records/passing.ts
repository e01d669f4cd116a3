/** The start of the name of a file or folder that is being written, or being replaced. */
export const DRAFT = '.writing-';
/** The start of the name of what is made in a folder to see that this can be done, and when. */
export const STAMP = '.stamp-';
/** The folder of the checkpoints of runs that are being computed. */
export const CHECKPOINTS = '.checkpoints';
