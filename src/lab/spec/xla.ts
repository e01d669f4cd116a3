import type { NetworkSpec } from './network.ts';

/** What an experiment file may say of XLA under `engine.xla`. */
export const xlaChoices = ['auto', 'on', 'off'] as const;
export type XlaChoice = (typeof xlaChoices)[number];

/** What is known of a run's steps before the first of them. */
export interface StepsAhead {
  readonly kind: NetworkSpec['kind'] | undefined;
  /** P */
  readonly parameters: number;
  /** Examples of a step: B, or n. */
  readonly batch: number;
  /** The most steps that its stop rule allows. */
  readonly most: number;
}

/** From so many weights on, steps of up to so many examples pay for their compilation after so many of them. */
interface BreakEven {
  readonly from: number;
  readonly batch: number;
  readonly steps: number;
}

/**
 * Steps after which compiling them has paid, measured on two cores of a busy laptop with nothing in XLA's cache, in November 2026: the
 * seconds of the first call (0.35 to 0.65 for an MLP, 1.0 to 1.8 for a cnn) over what each step then saves. Networks smaller than
 * those measured, 784-32-32-10, 784-200-200-10 and a cnn of 6 and 16 channels on 28×28, and others than mlp and cnn, are in doubt.
 * From B = 32 on an MLP gains a tenth at most. A cnn loses from B = 8 on: XLA copies the patches that plain steps do without.
 */
const TABLE: Readonly<Partial<Record<NetworkSpec['kind'], readonly BreakEven[]>>> = {
  mlp: [
    { from: 190_000, batch: 1, steps: 10_000 },
    { from: 25_000, batch: 1, steps: 22_000 },
    { from: 25_000, batch: 8, steps: 70_000 },
  ],
  cnn: [{ from: 8000, batch: 1, steps: 25_000 }],
};

/**
 * Whether XLA is to compile steps, by this table alone: never by timing, nor by what lies in a cache, since the last digits of the
 * result depend on the answer.
 */
export function compilesAhead({ kind, parameters, batch, most }: StepsAhead): boolean {
  const row = TABLE[kind ?? 'linear']?.find((one) => parameters >= one.from && batch <= one.batch);
  return row !== undefined && most >= row.steps;
}
