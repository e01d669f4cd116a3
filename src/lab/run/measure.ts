import { addCosts, type Cost, type Estimate } from '../../core/estimate.ts';
import type { Scalars } from '../../core/scalars.ts';
import type { ProbeContext } from '../probes/probe.ts';
import {
  type ProbeArrays,
  type ProbeName,
  type ProbeOptions,
  probeNames,
  probeOptions,
  probes,
} from '../probes/registry.ts';
import { type OutputCard, type OutputCards, outputCards } from '../spec/output.ts';

/** What probes gave, and what each of the numbers is. */
export interface Measurement {
  readonly scalars: Scalars;
  readonly outputs: OutputCards;
  readonly arrays: ProbeArrays;
}

/** What probes found at a point, by name; null of those that had nothing to say. Plain data. */
export type Found = {
  readonly [N in ProbeName]?: {
    readonly scalars: Scalars;
    readonly arrays?: ProbeArrays[N];
  } | null;
};

/** What is known before probes are measured, and who is told of each. */
export interface Following {
  readonly known?: Found;
  readonly before?: (name: ProbeName) => void;
  readonly after?: (found: Found) => void;
}

/**
 * Measures probes at a point, one after the other in the order of the list. Those `known` beforehand are not measured again; after each
 * probe all that is known then goes to `after`.
 */
export function measurePoint(
  point: ProbeContext,
  asked: ProbeOptions,
  { known = {}, before, after }: Following = {},
): Measurement {
  let all: Found = known;
  const scalars: Record<string, Estimate> = {};
  const outputs: Record<string, OutputCard> = {};
  const arrays: { -readonly [N in ProbeName]?: ProbeArrays[N] } = {};
  const measure = <N extends ProbeName>(name: N) => {
    const options = asked[name];
    if (options === undefined) return;
    const probe = probes[name];
    if (!(name in all)) {
      before?.(name);
      all = { ...all, [name]: probe.measure(point, options) ?? null };
      after?.(all);
    }
    const found = all[name];
    if (found === undefined || found === null) return;
    Object.assign(scalars, found.scalars);
    const keys = Object.keys(found.scalars);
    Object.assign(outputs, outputCards(probe.outputs, keys, probe.ofStart ? 'start' : 'end'));
    if (found.arrays !== undefined) arrays[name] = found.arrays;
  };
  for (const name of probeNames) measure(name);
  return { scalars, outputs, arrays };
}

/** What a run is measured by where it ended: at weights that are finite, or only what belongs to its start. */
export const probesOfEnd = (asked: ProbeOptions, finite: boolean): ProbeOptions =>
  probeOptions((name) => {
    const probe = probes[name];
    if (!finite && !probe.ofStart) return undefined;
    return asked[name] ?? (probe.always ? probe.read({}) : undefined);
  });

/** What estimates cost together; those of one evaluation share a cost object, which counts once. */
export const costOf = (scalars: Scalars): Cost =>
  addCosts(...new Set(Object.values(scalars).map(({ cost }) => cost)));
