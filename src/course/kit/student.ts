import { createHmac } from 'node:crypto';

/** The code of no student: what a course without a teacher is begun with, to practise on. */
export const PRACTICE = { student: 'practice', code: '0'.repeat(16) } as const;

/** Whether a text can be a student's number: it names files and stands in gradebooks, so that it keeps to letters and digits. */
export const isStudent = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(text);

/** Whether a text can be a code. */
export const isCode = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

/** A student's code, 64 bits: HMAC-SHA-256 of the number under the teacher's secret. Who lacks the secret can tell no other's. */
export const codeOf = (secret: string, student: string): string =>
  createHmac('sha256', secret).update(`student ${student}`).digest('hex').slice(0, 16);

/** A number in [0, 2³²) that only the teacher can foretell; chooses which runs are computed again. */
export const lotOf = (secret: string, what: string): number =>
  createHmac('sha256', secret).update(`lot ${what}`).digest().readUInt32BE(0);
