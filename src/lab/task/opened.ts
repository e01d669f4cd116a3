import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { NetworkObjective, Objective } from '../../objective/objective.ts';
import type { Evaluated } from '../../probes/generalization/gap.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import type { Network } from '../../problems/networks/network.ts';
import type { LossName } from '../../problems/supervised/loss-names.ts';
import type { Problem } from '../../problems/supervised/problem.ts';
import type { Potential } from '../../problems/toys/potential.ts';
import type { References } from './references.ts';

/** A problem that was opened: its loss, where training begins, and what else it has. */
export interface Opened {
  readonly objective: Objective;
  readonly theta0: readonly Tensor[];
  /** As messages name what is trained: `MLP 784-32-32-10 tanh`. */
  readonly label: string;
  /** What it is trained on, in one sentence. */
  readonly preparation: string;
  /** SHA-256 by file of the data that were read. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Network and examples; absent for problems in closed form, which have neither outputs nor a test set. */
  readonly supervised?: Supervised;
  /** Where every coordinate is a walker of its own in this potential. */
  readonly potential?: Potential;
  /** What is known of it in closed form. */
  readonly references: References;
  dispose(): void;
}

/** A network and its data, as a run trains and tests it. */
export interface Supervised {
  readonly data: Dataset;
  readonly net: Network;
  /** The loss of its outputs: what is trained on, but for a model of the loss, whose outputs are the network's own. */
  readonly objective: NetworkObjective;
  /** The name of the loss that is trained on; absent of a user's own, with a shaping term or an L2 penalty, and of a model of the loss. */
  readonly lossName?: LossName;
  /** The loss of single examples, with the L2 penalty; absent where what is trained on is no mean of it, as a model of the loss. */
  readonly losses?: Problem['losses'];
  evaluateTrain(theta: Params): Evaluated;
  /** The mean loss of the training examples by the network's own outputs and without shaping term and L2 penalty, where another is trained on. */
  plainLoss(theta: Params): number;
  evaluateTest(theta: Params): Evaluated;
  /** Outputs on the test examples, row-major. Shape [test examples × k]. */
  testOutputs(theta: Params): Float32Array | Float64Array;
  /** What each hidden layer hands on for the test examples, row-major; none where there are no such layers. Shapes [test examples × m_l]. */
  testHidden(theta: Params): readonly (Float32Array | Float64Array)[];
  /** Outputs on the training examples, row-major. Shape [n × k]. */
  trainOutputs(theta: Params): Float32Array | Float64Array;
  /** The test examples with markers; absent where the data have none. */
  readonly marked?: {
    /** Each with the marker of its label. */
    evaluateAgreeing(theta: Params): Evaluated;
    /** Each with the marker of another class, which takes the label's place: the accuracy is the share that follows the marker. */
    evaluateConflicting(theta: Params): Evaluated;
  };
  /** Mean test loss, and accuracy where targets are classes. */
  testRow(theta: Params): { readonly loss: number; readonly accuracy?: number };
}
