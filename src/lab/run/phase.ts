import { isProbeName, type ProbeName } from '../probes/registry.ts';

/** What a run does: it reads its data, trains to where it begins, trains, or measures a probe. */
export type Phase = 'data' | 'start' | 'training' | ProbeName;

/** Whether a text is the name of a phase. */
export const isPhase = (text: unknown): text is Phase =>
  typeof text === 'string' && (['data', 'start', 'training'].includes(text) || isProbeName(text));
