import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { RunSpec } from './run-spec.ts';

/**
 * The name of a run: 16 hex digits of the SHA-256 of its spec, the version of the code that affects
 * numbers, the engine with its settings, and the contents of the files that it reads. A finished run is
 * not computed again, so whatever changes its numbers must enter.
 */
export const runId = (
  spec: RunSpec,
  codeVersion: string,
  engine: string,
  files: Readonly<Record<string, string>> = {},
): string => digest({ spec, codeVersion, engine, files });

/** 16 hex digits shared by the runs that differ only in their seed. */
export function armKey(spec: RunSpec): string {
  const { seed: _, ...arm } = spec;
  return digest(arm);
}

// 64 bits: a collision within a million runs has probability 3e-8.
const digest = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
