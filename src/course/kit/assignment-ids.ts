/** The assignments of the course, in their order. */
export const assignmentIds = ['descent', 'noise', 'flatness', 'claim'] as const;
export type AssignmentId = (typeof assignmentIds)[number];
