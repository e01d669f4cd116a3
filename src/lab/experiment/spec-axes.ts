import type { AxisValue } from '../../claims/expression/names.ts';
import { methodEntry } from '../methods/registry.ts';
import type { StartSpec } from '../methods/start.ts';
import { dataKeys, keysOfData } from '../spec/data.ts';
import { withMeant } from '../spec/field.ts';
import { kindKeys, networkKeys } from '../spec/network-keys.ts';
import { leaves } from './leaves.ts';
import type { RunSpec } from './run-spec.ts';

/** The place of a run in its grid, by the names that statements about it use. */
export type Axes = Readonly<Record<string, AxisValue>>;

/**
 * The axes of a run: the keys of its method, network, data and stop rule, each by its own name (`rate`, `hidden`, `train`), or by its path
 * (`data.seed`, `network.scale`) where that name is another key's already; those of a start are `start.rate`, `start.loss`. Every key has one name, so that two runs that differ in
 * one key differ in one axis; a key that is left out has the value that is then meant. `width` and `depth` are parts of `hidden`. A list of one is its entry, a longer one its JSON, `[32,32]`.
 */
export function axesOf({
  data,
  network,
  loss,
  shaping,
  l2,
  precision,
  method,
  stop,
  start,
}: RunSpec): Axes {
  const found: Record<string, AxisValue> = {
    ...(loss && { loss, shaping: shaping ?? 0, l2: l2 ?? 0 }),
    precision: precision ?? 'single',
  };
  for (const [section, keys] of Object.entries({ ...sectionsOf({ method, network, data }), stop }))
    for (const [key, leaf] of leaves('', keys)) {
      const value = axisValue(leaf);
      if (value === undefined) continue;
      const ambiguous = RESERVED.includes(key) || sharedKeys.includes(key);
      found[ambiguous && section !== 'method' ? `${section}.${key}` : key] = value;
    }
  for (const [key, leaf] of leaves('start', start && startOf(start))) {
    const value = axisValue(leaf);
    if (value !== undefined) found[key] = value;
  }
  return { ...found, ...layersOf(network) };
}

/** The axes of each run of a grid, whose runs share their parts: those that differ in their seed alone have one place between them. */
export function axesOfAll(specs: readonly RunSpec[]): readonly Axes[] {
  const numbers = new Map<unknown, number>();
  const numberOf = (part: unknown): number => {
    const known = numbers.get(part) ?? numbers.size;
    numbers.set(part, known);
    return known;
  };
  const found = new Map<string, Axes>();
  return specs.map((spec) => {
    const { data, network, loss, shaping, l2, precision, method, stop, start } = spec;
    const parts = [data, network, loss, shaping, l2, precision, method, stop, start];
    const key = parts.map(numberOf).join();
    const axes = found.get(key) ?? axesOf(spec);
    found.set(key, axes);
    return axes;
  });
}

/** The sections of a spec whose keys may be left out, with all that these mean. */
export const sectionsOf = ({
  method,
  network,
  data,
}: Pick<RunSpec, 'method' | 'network' | 'data'>) => ({
  method: withMeant(methodEntry(method.method).keys, { ...method }),
  network: network === undefined ? {} : withMeant(kindKeys[network.kind], { ...network }),
  data: withMeant(keysOfData(data.name), { ...data }),
});

/** The keys of a start, those of its method and of its stop rule side by side. */
export const startOf = ({ method, stop, keep }: StartSpec): Readonly<Record<string, unknown>> => ({
  ...withMeant(methodEntry(method.method).keys, { ...method }),
  ...stop,
  ...(keep && { keep }),
});

/** Axes that are parts or wholes of each other: runs that may differ in one may differ in these too. */
export const entailment = { hidden: ['width', 'depth'], width: ['hidden'], depth: ['hidden'] };

/** What a bare name already means in every table. */
const RESERVED = ['seed', 'loss', 'name', 'path', 'columns', 'steps', 'time', 'epochs', 'kind'];

/** Keys that data and networks both have: `scale`, `channels`. */
export const sharedKeys: readonly string[] = Object.keys(networkKeys).filter(
  (key) => key in dataKeys,
);

/** `width` of hidden layers that are alike, and their number, `depth`. */
function layersOf(network: RunSpec['network']): Readonly<Record<string, number>> {
  if (network === undefined || !('hidden' in network)) return {};
  const { hidden } = network;
  const alike = hidden.length > 0 && hidden.every((width) => width === hidden[0]);
  return { depth: hidden.length, ...(alike && { width: hidden[0]! }) };
}

/** A leaf of a spec as an axis holds it; undefined for none. */
function axisValue(value: unknown): AxisValue | undefined {
  if (value === null) return undefined;
  if (!Array.isArray(value)) return value as AxisValue;
  return value.length === 1 ? (value[0] as AxisValue) : JSON.stringify(value);
}
