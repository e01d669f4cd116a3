import type { ProbeName } from '../probes/registry.ts';

/** What a run does: it reads its data, trains to where it begins, trains, or measures a probe. */
export type Phase = 'data' | 'start' | 'training' | ProbeName;
