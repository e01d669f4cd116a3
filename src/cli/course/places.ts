import { fileURLToPath } from 'node:url';

/** The course that comes with the lab. */
export const bundledCourse = fileURLToPath(new URL('../../../course', import.meta.url));

/** Where the lab itself lies. */
export const clone = fileURLToPath(new URL('../../../', import.meta.url));
