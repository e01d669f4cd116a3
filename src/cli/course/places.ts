import { fileURLToPath } from 'node:url';

/** The course that comes with the lab. */
export const bundledCourse = fileURLToPath(new URL('../../../course', import.meta.url));
