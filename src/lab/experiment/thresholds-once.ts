import { canonicalJson } from '../../core/canonical-json.ts';
import type { RunSpec } from './run-spec.ts';

/**
 * Asks for each threshold once: the largest stable rate of a method does not depend on the rate it runs
 * at, so of specs that differ only there, or in their noise, the first measures it. Methods without a rate have none.
 */
export function thresholdsOnce(specs: readonly RunSpec[]): RunSpec[] {
  const asked = new Set<string>();
  return specs.map((spec) => {
    const key = thresholdGroup(spec);
    if (key !== undefined && !asked.has(key)) {
      asked.add(key);
      return spec;
    }
    const { threshold: _, ...measure } = spec.measure;
    return { ...spec, measure };
  });
}

/** One text for all specs that differ in learning rate and noise alone, and so have one threshold; undefined without a rate. */
export function thresholdGroup(spec: RunSpec): string | undefined {
  const { rate, ...method } = { rate: undefined, ...spec.method };
  const { threshold: _, ...measure } = spec.measure;
  const { noise: __, ...rest } = spec;
  return rate === undefined ? undefined : canonicalJson({ ...rest, method, measure });
}
