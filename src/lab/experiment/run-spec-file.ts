import { canonicalJson } from '../../core/canonical-json.ts';
import { InputError } from '../../core/error.ts';
import { methodEntry } from '../methods/registry.ts';
import { probes } from '../probes/registry.ts';
import { chosenProbes } from './measure-format.ts';
import { parseExperiment } from './read.ts';
import type { RunSpec } from './run-spec.ts';

/**
 * The spec of a run that came from elsewhere, checked in full as the experiment file with this one run would be.
 *
 * @throws InputError, one line that begins with `where`, for what no experiment file can ask for
 */
export function checkedSpec(spec: unknown, where: string): RunSpec {
  const text = canonicalJson(asFile(spec, where));
  const { specs } = parseExperiment(text, 'run', where);
  const [read] = specs;
  if (specs.length !== 1 || canonicalJson(read) !== canonicalJson(spec))
    throw new InputError(`${where} is no spec of one run: no experiment file has it`);
  return read!;
}

/** The experiment file of a spec alone: what a file has by default is said to be absent, where it is. */
function asFile(spec: unknown, where: string): object {
  const { method, seed, noise, start, stop, measure, ...rest } = mapping(spec, where);
  const { match, ...rules } = mapping(stop, `${where}: stop`);
  const measured = mapping(measure, `${where}: measure`);
  const off = chosenProbes.filter((name) => probes[name].byDefault && !(name in measured));
  return {
    ...{ question: 'What does this run end in?', ...rest },
    ...(start !== undefined && { start: startOf(start, where) }),
    ...{ methods: [methodOf(method, where)], seeds: [seed], stop: rules },
    ...(noise !== undefined && { noises: [noise] }),
    ...(match !== undefined && { match }),
    measure: { ...Object.fromEntries(off.map((name) => [name, false])), ...measured },
  };
}

function startOf(start: unknown, where: string): object {
  const { method, ...rest } = mapping(start, `${where}: start`);
  return { method: methodOf(method, where), ...rest };
}

/** A method without the keys that say what is meant without them: a default may not be said beside some other keys. */
function methodOf(method: unknown, where: string): unknown {
  const given = mapping(method, `${where}: method`);
  const entry = entryOf(given.method);
  if (entry === undefined) return given;
  return Object.keys(given).reduce((kept, key) => {
    const { [key]: _, ...without } = kept;
    return key !== 'method' && means(without) === means(given) ? without : kept;
  }, given);
  function means(values: Mapping): string | undefined {
    try {
      return canonicalJson(entry!.specOf(values));
    } catch {
      return undefined;
    }
  }
}

function entryOf(name: unknown): ReturnType<typeof methodEntry> | undefined {
  try {
    return methodEntry(name as Parameters<typeof methodEntry>[0]);
  } catch {
    return undefined;
  }
}

type Mapping = Readonly<Record<string, unknown>>;

function mapping(value: unknown, what: string): Mapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${what} is no mapping`);
  return value as Mapping;
}
