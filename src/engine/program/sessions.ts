import { bytesKey } from '../graph/bytes-key.ts';
import type { Node, Ref } from '../graph/graph.ts';
import { savedModel } from '../graph/saved-model.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';

/**
 * Nodes that sessions without a user may hold together, and how many such sessions there may be.
 *
 * A session holds 1 to 11 kB a node, measured on training steps of MLPs once they have run: 45 MB at most.
 */
export const IDLE_NODES = 4096;
export const IDLE_SESSIONS = 64;

/** Loads a graph, written as a SavedModel, into the native backend, and returns the number of its session. */
export type GraphLoader = (model: Uint8Array) => number;

/** Empties the cache of compiled code; false where there is none. */
export type CacheMender = () => boolean;

/** Gives a backend the way in which it loads graphs, and the cache of its compiler. The file that opens an engine does this, once. */
export function loadGraphsWith(
  backend: NativeBackend,
  load: GraphLoader,
  mend: CacheMender = () => false,
): void {
  if (!open.has(backend)) open.set(backend, { load, mend, byModel: new Map() });
}

/**
 * Empties the cache of compiled code after a session's first run has failed, since what lies there may be damaged, and ends the session,
 * which remembers the failure; false where there is no such cache. The graph may then be opened anew.
 */
export function mendAfter(backend: NativeBackend, number: number): boolean {
  const { mend, byModel } = sessionsOf(backend);
  if (!mend()) return false;
  for (const [key, session] of byModel) if (session.number === number) byModel.delete(key);
  backend.deleteSavedModel(number);
  return true;
}

/**
 * A TensorFlow session that runs a graph; equal graphs share one.
 *
 * A new session is loaded, and optimized at its first run; the same graph under the same names comes
 * again with every run of a sweep and every trial of a threshold. Each call needs a `closeSession`.
 *
 * @throws Error where the backend was not given a way to load graphs
 */
export function openSession(
  backend: NativeBackend,
  nodes: readonly Node[],
  outputs: readonly Ref[],
): number {
  const { load, byModel } = sessionsOf(backend);
  const model = savedModel(nodes, outputs);
  const key = bytesKey(model);
  const known = byModel.get(key);
  const session = known ?? { number: load(model), nodes: nodes.length, users: 0 };
  session.users++;
  byModel.set(key, session);
  return session.number;
}

/** Ends one use of a session; without users it stays open for a while, in case its graph comes again. */
export function closeSession(backend: NativeBackend, number: number): void {
  const { byModel } = sessionsOf(backend);
  for (const [key, session] of byModel) {
    if (session.number !== number) continue;
    session.users--;
    // A map keeps its entries in the order of insertion: the longest unused come first.
    byModel.delete(key);
    byModel.set(key, session);
    break;
  }
  evict(backend, byModel);
}

interface Session {
  readonly number: number;
  readonly nodes: number;
  users: number;
}

interface Sessions {
  readonly load: GraphLoader;
  readonly mend: CacheMender;
  /** Sessions by the bytes of their graph. */
  readonly byModel: Map<string, Session>;
}

const open = new WeakMap<NativeBackend, Sessions>();

function sessionsOf(backend: NativeBackend): Sessions {
  const sessions = open.get(backend);
  if (sessions === undefined)
    throw new Error('cannot load a graph; open the native engine with openEngine first');
  return sessions;
}

function evict(backend: NativeBackend, byModel: Sessions['byModel']): void {
  const idle = [...byModel].filter(([, { users }]) => users === 0);
  let nodes = idle.reduce((sum, [, session]) => sum + session.nodes, 0);
  let count = idle.length;
  for (const [key, session] of idle) {
    if (nodes <= IDLE_NODES && count <= IDLE_SESSIONS) return;
    backend.deleteSavedModel(session.number);
    byModel.delete(key);
    nodes -= session.nodes;
    count--;
  }
}
