import { fields, type Resumable } from '../../core/resumable.ts';
import type { WarmStart } from '../probes/probe.ts';

/** What probes along a run hand from point to point. */
export interface WarmStarts extends Resumable<WarmState> {
  /** Of the probe of this name at the next point; undefined where it hands nothing on. */
  of(name: string): WarmStart | undefined;
}

type WarmState = Readonly<
  Record<string, { readonly points: number; readonly vectors: readonly Float64Array[] }>
>;

/** A search begins anew at every so many points, so that an eigenvalue that was overlooked is not for longer. */
export const ANEW = 8;

/** The vectors that probes of these names find, from each point of a run to the next. */
export function warmStarts(names: readonly string[]): WarmStarts {
  const own: Record<string, WarmState[string]> = Object.fromEntries(
    names.map((name) => [name, { points: 0, vectors: [] }]),
  );
  return {
    ...fields<WarmState>(own),
    of(name) {
      const known = own[name];
      if (known === undefined) return undefined;
      const { points, vectors } = known;
      return {
        before: points % ANEW === 0 ? [] : vectors,
        keep: (found) => {
          own[name] = { points: points + 1, vectors: found };
        },
      };
    },
  };
}
