import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TAG } from '../graph/saved-model.ts';
import type { GraphLoader } from '../program/sessions.ts';
import type { NativeBackend } from '../tensors/native-backend.ts';

/** Loads SavedModels through a folder, the only form that tfjs-node takes; it lives for the time of the call. */
export const throughFolder =
  (backend: NativeBackend): GraphLoader =>
  (model) => {
    const folder = mkdtempSync(join(tmpdir(), 'flowlab-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), model);
      return backend.loadSavedModelMetaGraph(folder, TAG);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
