import { reason } from '../../core/error.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import type { Outcome } from '../../lab/runner/outcome.ts';
import { Interruption } from '../shared/interruption.ts';

/** What computing specs comes to. */
type Computed = Pick<Outcome, 'runs' | 'failures'>;

/**
 * Computes specs of strangers side by side, the folder of each attempt having a name of its own; where that ends in an error, each by itself, so that
 * one that ends in an error, whatever it is, fails alone.
 *
 * @throws Interruption where a user stopped it
 */
export async function sideBySide(
  specs: readonly RunSpec[],
  compute: (specs: readonly RunSpec[], name: string) => Promise<Computed>,
): Promise<readonly Computed[]> {
  const whole = specs.length > 1 ? await attempt(() => compute(specs, 'again')) : undefined;
  if (whole !== undefined && !('error' in whole)) return [whole];
  const all: Computed[] = [];
  for (const [i, spec] of specs.entries()) {
    const one = await attempt(() => compute([spec], `again-${i}`));
    const failed = (error: unknown) => ({ id: '', spec, message: reason(error), input: true });
    all.push('error' in one ? { runs: [], failures: [failed(one.error)] } : one);
  }
  return all;
}

/** What work comes to, or what it threw. */
async function attempt(
  work: () => Promise<Computed>,
): Promise<Computed | { readonly error: unknown }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Interruption) throw error;
    return { error };
  }
}
