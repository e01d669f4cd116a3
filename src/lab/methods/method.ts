import type { Rng } from '../../core/random.ts';
import type { Method } from '../../dynamics/integrate/integrate.ts';
import type { Objective } from '../../objective/objective.ts';
import type { Drawn, MethodSpec } from '../spec/method.ts';
import type { ReadArrays } from '../spec/weight-arrays.ts';

/** What a method is built from, beside its spec. */
export interface BuildContext {
  readonly objective: Objective;
  /** The stream that its draws come from. */
  readonly random: Rng;
  /** Reads the arrays that its spec names by path. */
  readonly readArrays: ReadArrays;
}

/** The method of a spec: how it trains, and what the lab knows of it beyond its dynamics. */
export interface SpecMethod {
  readonly spec: MethodSpec;
  /** Short name for progress lines: `SGD B=16 η=0.1`. */
  readonly label: string;
  /** The value { term, solver, controller }. */
  build(context: BuildContext): Method;
  /** The same method at another learning rate; absent where there is none to vary. */
  readonly at?: (rate: number) => SpecMethod;
  /** Of flows under error control: the tolerance of a step, and the same flow at another. */
  readonly tolerance?: { readonly value: number; readonly at: (tolerance: number) => SpecMethod };
  /** Steps that visit each of n examples once; for a flow, each of its steps does. */
  stepsPerEpoch(n: number): number;
  /** Passes over n examples after so many steps. */
  passes(n: number, step: number): number;
  /** Steps between looks at the full training loss on n examples. */
  lookEvery(n: number): number;
  /** How mini-batches are drawn whose plain gradients are the steps; absent for other methods. */
  readonly plainDraws?: Pick<Drawn, 'batch' | 'sampling'>;
}
