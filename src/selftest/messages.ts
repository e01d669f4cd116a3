import type { EngineName } from '../engine/name.ts';
import type { Checked } from './selftest.ts';

/** What is asked of a process that checks its engine. */
export interface SelftestJob {
  readonly id: string;
  readonly engine: EngineName;
}

/** What it says: a check at a time, and then that it is done. */
export type SelftestReport =
  | { readonly kind: 'progress'; readonly id: string; readonly checked: Checked }
  | { readonly kind: 'done'; readonly id: string };
