import { canonicalJson } from '../../core/canonical-json.ts';
import type { RunSpec } from './run-spec.ts';

/**
 * Asks for each threshold once: the largest stable rate of a method does not depend on the rate it runs
 * at, so of specs that differ only there, or in their noise, the first measures it. Methods without a rate have none.
 */
export function thresholdsOnce(specs: readonly RunSpec[]): RunSpec[] {
  const asked = new Set<string>();
  const groupOf = thresholdGroups();
  return specs.map((spec) => {
    const key = groupOf(spec);
    if (key !== undefined && !asked.has(key)) {
      asked.add(key);
      return spec;
    }
    const { threshold: _, ...measure } = spec.measure;
    return { ...spec, measure };
  });
}

/**
 * Gives one text to all specs that differ in learning rate and noise alone, and so have one threshold; undefined without a rate. Specs of a
 * grid share their parts, and each part is put into words once.
 */
export function thresholdGroups(): (spec: RunSpec) => string | undefined {
  const texts = new Map<object, string>();
  const once = (part: object, without: string): string => {
    const known = texts.get(part);
    if (known !== undefined) return known;
    const { [without]: _, ...rest } = part as Readonly<Record<string, unknown>>;
    const text = canonicalJson(rest);
    texts.set(part, text);
    return text;
  };
  return ({ noise: _, method, measure, ...rest }) =>
    'rate' in method
      ? canonicalJson([
          once(method, 'rate'),
          once(measure, 'threshold'),
          ...Object.entries(rest)
            .filter(([, part]) => part !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, part]) => [key, typeof part === 'object' ? once(part, '') : part]),
        ])
      : undefined;
}
