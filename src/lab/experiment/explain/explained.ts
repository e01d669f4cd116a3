import { networkKinds } from '../../../problems/networks/names.ts';
import { methods } from '../../methods/registry.ts';
import { isProbeName, probes } from '../../probes/registry.ts';
import { dataNames, needsPath, serves } from '../../spec/data.ts';
import { kindKeys } from '../../spec/network-keys.ts';
import type { Sources } from '../../spec/sources.ts';
import { experimentSchema } from '../format.ts';
import { type Key, keysOf } from './keys.ts';
import type { SchemaNode } from './schema-node.ts';

/** A key with what the lab knows of the dataset, network, method or probe that it belongs to. */
export interface Explained extends Key {
  /** The datasets, problems or kinds of network that alone have it; absent: all. */
  readonly only?: readonly string[];
  /** Of a method: what it is called where there is little room. */
  readonly title?: string;
  /** Of a probe: what a measurement costs. */
  readonly cost?: string;
  /** Of a probe: the numbers that it gives. */
  readonly gives?: readonly string[];
  /** Of a method or a probe: what it is to be cited by. */
  readonly sources?: Sources;
}

/** Every key of experiment files, explained. */
export const explainedKeys = (): readonly Explained[] =>
  keysOf(experimentSchema() as SchemaNode, beside).map((key) => ({ ...key, ...known(key.path) }));

function known(path: string): Partial<Explained> {
  const only = owners(path);
  const [top, name, further] = path.split('.');
  const method = top === 'methods' ? methods.find((one) => one.name === name) : undefined;
  if (method !== undefined && further === undefined) {
    return { title: method.title, sources: method.sources };
  }
  if (top === 'measure' && further === undefined && name !== undefined && isProbeName(name)) {
    const { cost, outputs, sources } = probes[name];
    return { cost, gives: Object.keys(outputs), sources };
  }
  return only === undefined ? {} : { only };
}

/** The datasets or kinds of network that have a key; undefined where all have it. */
function owners(path: string): readonly string[] | undefined {
  const [top, key, further] = path.split('.');
  if (key === undefined || further !== undefined) return undefined;
  if (top === 'data') return someOf(dataNames, (name) => serves(key, name));
  if (top !== 'network' || key === 'kind') return undefined;
  return someOf(networkKinds, (kind) => Object.hasOwn(kindKeys[kind], key));
}

/** Those of some names of which something holds; undefined where it does of all. */
function someOf<N extends string>(
  names: readonly N[],
  holds: (name: N) => boolean,
): readonly N[] | undefined {
  const found = names.filter(holds);
  return found.length === names.length ? undefined : found;
}

/** The dataset or kind that an example of a key needs, unless it is the one that is meant where none is given. */
function beside(path: string): Readonly<Record<string, unknown>> {
  const only = owners(path);
  if (only === undefined) return {};
  const name = only[0]!;
  if (path.startsWith('network.')) return only.includes('mlp') ? {} : { kind: name };
  if (only.includes('mnist')) return {};
  return { name, ...(needsPath(name) && { path: name === 'npz' ? 'my-data.npz' : 'my-data' }) };
}
