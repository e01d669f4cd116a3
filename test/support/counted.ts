import { nativeBackend } from '../../src/engine/tensors/native-backend.ts';

/** What was asked of the native engine: nothing of it hangs on how fast the machine is, but for how many calls loops of steps are cut into. */
export interface Counted {
  /** Graphs loaded. */
  readonly loaded: number;
  /** Calls of graphs. */
  readonly calls: number;
  /** Bytes of the tensors that calls were given. */
  readonly bytes: number;
}

/** Counts what `body` asks of the native engine, which must be open. */
export async function counted(body: () => unknown): Promise<Counted> {
  const backend = nativeBackend()!;
  const { runSavedModel, loadSavedModelMetaGraph } = backend;
  const seen = { loaded: 0, calls: 0, bytes: 0 };
  backend.runSavedModel = (id, inputs, ...rest) => {
    seen.calls++;
    for (const { size } of inputs) seen.bytes += 4 * size;
    return runSavedModel.call(backend, id, inputs, ...rest);
  };
  backend.loadSavedModelMetaGraph = (...args) => {
    seen.loaded++;
    return loadSavedModelMetaGraph.apply(backend, args);
  };
  try {
    await body();
  } finally {
    Object.assign(backend, { runSavedModel, loadSavedModelMetaGraph });
  }
  return seen;
}
