import { createHash } from 'node:crypto';

/** 16 hex digits of the SHA-256 of a text. */
export const digest = (text: string): string =>
  // 64 bits: a collision within a million texts has probability 3e-8.
  createHash('sha256').update(text).digest('hex').slice(0, 16);
