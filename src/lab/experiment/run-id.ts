import { canonicalJson } from '../../core/canonical-json.ts';
import { digest } from './digest.ts';
import { withoutPaths } from './input-files.ts';
import type { RunSpec } from './run-spec.ts';

/**
 * The name of a run: 16 hex digits of the SHA-256 of its spec, the version of the code that affects
 * numbers, the engine with its settings, and the contents of the files that it reads; where these lie does not matter, nor who
 * chose whether XLA compiles its steps, which is a setting of the engine. A
 * finished run is not computed again, so whatever changes its numbers must enter.
 */
export const runId = (
  spec: RunSpec,
  codeVersion: string,
  engine: string,
  files: Readonly<Record<string, string>> = {},
): string => {
  const { engine: _, ...asked } = withoutPaths(spec);
  return digest(canonicalJson({ spec: asked, codeVersion, engine, files }));
};

/** 16 hex digits shared by the runs that differ only in their seed and noise. */
export function armKey(spec: RunSpec): string {
  const { seed: _, noise: __, ...arm } = spec;
  return digest(canonicalJson(arm));
}
