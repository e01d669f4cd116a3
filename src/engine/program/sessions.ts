import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, Ref } from '../graph/graph.ts';
import { savedModel, TAG } from '../graph/saved-model.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';

/**
 * Nodes that sessions without a user may hold together, and how many such sessions there may be.
 *
 * A session holds 1 to 11 kB a node, measured on training steps of MLPs once they have run: 45 MB at most.
 */
export const IDLE_NODES = 4096;
export const IDLE_SESSIONS = 64;

/**
 * A TensorFlow session that runs a graph; equal graphs share one.
 *
 * A new session is loaded, and optimized at its first run; the same graph under the same names comes
 * again with every run of a sweep and every trial of a threshold. Each call needs a `closeSession`.
 */
export function openSession(
  backend: NativeBackend,
  nodes: readonly Node[],
  outputs: readonly Ref[],
): number {
  const sessions = sessionsOf(backend);
  const model = savedModel(nodes, outputs);
  const key = createHash('sha256').update(model).digest('base64');
  const known = sessions.get(key);
  const session = known ?? { number: load(backend, model), nodes: nodes.length, users: 0 };
  session.users++;
  sessions.set(key, session);
  return session.number;
}

/** Ends one use of a session; without users it stays open for a while, in case its graph comes again. */
export function closeSession(backend: NativeBackend, number: number): void {
  const sessions = sessionsOf(backend);
  for (const [key, session] of sessions) {
    if (session.number !== number) continue;
    session.users--;
    // A map keeps its entries in the order of insertion: the longest unused come first.
    sessions.delete(key);
    sessions.set(key, session);
    break;
  }
  evict(backend, sessions);
}

interface Session {
  readonly number: number;
  readonly nodes: number;
  users: number;
}

/** Sessions by the SHA-256 of their graph. */
type Sessions = Map<string, Session>;

const open = new WeakMap<NativeBackend, Sessions>();

function sessionsOf(backend: NativeBackend): Sessions {
  const known = open.get(backend) ?? new Map<string, Session>();
  open.set(backend, known);
  return known;
}

function evict(backend: NativeBackend, sessions: Sessions): void {
  const idle = [...sessions].filter(([, { users }]) => users === 0);
  let nodes = idle.reduce((sum, [, session]) => sum + session.nodes, 0);
  let count = idle.length;
  for (const [key, session] of idle) {
    if (nodes <= IDLE_NODES && count <= IDLE_SESSIONS) return;
    backend.deleteSavedModel(session.number);
    sessions.delete(key);
    nodes -= session.nodes;
    count--;
  }
}

/** The file that tfjs-node wants lives only for the time of the call. */
function load(backend: NativeBackend, model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'flowlab-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return backend.loadSavedModelMetaGraph(folder, TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
