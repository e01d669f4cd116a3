import type { DatasetCard } from '../data/card.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import {
  askedNames,
  type ProbeName,
  type ProbeOptions,
  probeNames,
  probes,
} from '../probes/registry.ts';
import { networkSources } from '../spec/network.ts';
import { keysOf, type Sources } from '../spec/sources.ts';
import { isToy } from '../spec/toy.ts';
import type { Cited, Reference } from './reference.ts';

/** A part of what was run, and what it is to be cited by. */
export interface Work {
  /** `method sgd`, `probe trace`, `data mnist`. */
  readonly part: string;
  readonly keys: readonly string[];
  /** Why there is nothing to cite; absent where there is. */
  readonly none?: string;
}

/**
 * The data, networks, methods and probes of these runs, each once, with the keys of their sources: those of all methods of one name
 * together, with the solvers, schedules and noise that their specs ask for.
 *
 * @param cards of the named datasets; data of a user's own have none
 */
export function worksOf(
  specs: readonly RunSpec[],
  cards: readonly Pick<DatasetCard, 'name' | 'sources'>[],
): readonly Work[] {
  const works = new Map<string, Work>();
  const add = (part: string, sources: Sources, further: readonly string[] = []) => {
    const before = works.get(part)?.keys ?? [];
    const keys = [...new Set([...before, ...keysOf(sources), ...further])];
    works.set(part, { part, keys, ...(keys.length === 0 && 'none' in sources && sources) });
  };
  for (const { data } of specs) {
    if (isToy(data)) continue;
    const card = cards.find(({ name }) => name === data.name);
    const own = { none: 'they are your own, so name where they are from' };
    add(`data ${data.name}`, card?.sources ?? own);
  }
  for (const { network } of specs) {
    if (network === undefined) continue;
    const keys = networkSources(network);
    if (keys.length > 0) add(`network ${network.kind}`, keys);
  }
  for (const method of specs.flatMap((spec) => [
    ...(spec.start === undefined ? [] : [spec.start.method]),
    spec.method,
  ])) {
    const { sources, further } = methodOf(method);
    add(`method ${method.method}`, sources, further);
  }
  for (const { measure } of specs)
    for (const asked of [measure, measure.along ?? {}])
      for (const name of [...always, ...askedNames(asked)])
        add(`probe ${name}`, probes[name].sources, furtherOf(name, asked[name]));
  return [...works.values()];
}

const always = probeNames.filter((name) => probes[name].always);

const furtherOf = <N extends ProbeName>(name: N, options: ProbeOptions[N]): readonly string[] =>
  options === undefined ? [] : (probes[name].further?.(options) ?? []);

/** The works that parts are to be cited by, each once, in the order of the parts. */
export function citedBy(
  works: readonly Work[],
  references: ReadonlyMap<string, Reference>,
): readonly Cited[] {
  const keys = [...new Set(works.flatMap((work) => work.keys))];
  return keys.map((key) => ({
    ...{ key, reference: referenceOf(key, references) },
    parts: works.filter((work) => work.keys.includes(key)).map(({ part }) => part),
  }));
}

/**
 * The reference of a key.
 *
 * @throws Error where the bibliography has none
 */
function referenceOf(key: string, references: ReadonlyMap<string, Reference>): Reference {
  const found = references.get(key);
  if (found === undefined) throw new Error(`references.yaml has no ${key}; add it`);
  return found;
}
