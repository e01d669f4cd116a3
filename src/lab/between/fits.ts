import { InputError } from '../../core/error.ts';
import { leaves } from '../experiment/leaves.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { askedNames, type ProbeOptions, probes } from '../probes/registry.ts';
import { modelOf } from '../spec/network.ts';

/**
 * Throws InputError, naming the key and both values, where the weights of one run mean something else to the network of another.
 *
 * Initial weights and their scale may differ, unless the function hangs on them: in a linearised network, and where outputs are centred.
 */
export function checkSameNetwork({ name, spec }: NamedRun, others: readonly NamedRun[]): void {
  const own = networkOf(spec);
  for (const other of others) {
    const theirs = networkOf(other.spec);
    const keys = new Set([...own.keys(), ...theirs.keys()]);
    const key = [...keys].find((one) => own.get(one) !== theirs.get(one));
    if (key === undefined) continue;
    const text = (all: ReadonlyMap<string, string>) => all.get(key) ?? 'none';
    throw new InputError(
      `${name} and ${other.name} have not one network: ${key} is ${text(own)} in the one and ${text(theirs)} in the other; name runs of one network`,
    );
  }
}

/** A run by the name that it was given. */
export interface NamedRun {
  readonly name: string;
  readonly spec: RunSpec;
}

/** What the function of some weights hangs on, by key, as JSON. */
function networkOf(spec: RunSpec): ReadonlyMap<string, string> {
  const { data, network, seed, start } = spec;
  if (network === undefined) return new Map(leaves('', { data: { name: data.name } }).map(asJson));
  const hangsOnStart = network.centred === true || modelOf(network) === 'linearised';
  const all = leaves('', { network, ...(hangsOnStart && { seed, start }) });
  return new Map(all.filter(([key]) => hangsOnStart || !OF_THE_START.has(key)).map(asJson));
}

/** Keys of a network that say where it begins, and what of its loss is trained; its outputs at some weights do not hang on them. */
const OF_THE_START: ReadonlySet<string> = new Set(
  ['init', 'scale', 'model', 'expandedAt', 'linearised'].map((key) => `network.${key}`),
);

const asJson = ([key, value]: [string, unknown]) => [key, JSON.stringify(value)] as const;

/** In which keys of its data and loss each other run differs from the first, `key: value, not value`: all are measured on those of the first. */
export function foreignTo({ spec }: NamedRun, other: NamedRun): readonly string[] {
  const of = ({ data, loss, shaping, l2, seed }: RunSpec) =>
    new Map(
      leaves('', {
        ...{ data, loss, shaping, l2 },
        // Without one of its own, the data are those of the seed.
        ...(!('seed' in data && data.seed !== undefined) && { seed }),
      }).map(asJson),
    );
  const [own, theirs] = [of(spec), of(other.spec)];
  return [...new Set([...own.keys(), ...theirs.keys()])]
    .filter((key) => own.get(key) !== theirs.get(key))
    .map((key) => `${key} ${theirs.get(key) ?? 'none'}, not ${own.get(key) ?? 'none'}`);
}

/** Throws InputError, naming the measure, where one needs more of a point than its weights. */
export function checkAlongWay(asked: ProbeOptions): void {
  const name = askedNames(asked).find((one) => {
    const { needs = [], ofStart } = probes[one];
    return ofStart || needs.some((need) => OF_A_RUN.includes(need));
  });
  if (name !== undefined)
    throw new InputError(
      `${name} is measured of a run or its start, and points between runs are neither: choose others with --along`,
    );
}

const OF_A_RUN: readonly string[] = [
  'run',
  'initial-weights',
  'preconditioner',
  'averages',
  'end',
  'steps',
];
