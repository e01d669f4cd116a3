const START = 'run-';

/** The name of a run's job in a queue, where a number may be no name. */
export const jobOf = (id: string): string => START + id;

/** The run of a job's name. */
export const idIn = (job: string): string => job.slice(START.length);
