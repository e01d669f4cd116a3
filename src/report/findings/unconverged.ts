import type { Arm } from '../arms/arm.ts';

/** An estimate that did not reach its requested accuracy within its budget. */
export interface Unconverged {
  readonly arm: string;
  readonly seed: number;
  readonly run: string;
  readonly quantity: string;
  /** Null where it is not a finite number. */
  readonly value: number | null;
  readonly stderr: number | null;
}

/** Every estimate of every run that says of itself that it did not converge. */
export function unconvergedOf(arms: readonly Arm[]): readonly Unconverged[] {
  return arms.flatMap(({ label, runs }) =>
    runs.flatMap(({ id, spec, scalars }) =>
      Object.entries(scalars).flatMap(([quantity, { converged, value, stderr }]) =>
        converged
          ? []
          : [
              {
                arm: label,
                seed: spec.seed,
                run: id,
                quantity,
                value: finite(value),
                stderr: finite(stderr),
              },
            ],
      ),
    ),
  );
}

const finite = (x: number) => (Number.isFinite(x) ? x : null);
