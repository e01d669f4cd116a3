import { InputError } from '../../core/error.ts';
import type { Dataset } from '../../problems/data/prepare.ts';
import type { Network } from '../../problems/networks/network.ts';
import type { Loss } from '../../problems/supervised/losses.ts';
import { buildModule } from '../../problems/supervised/network-module.ts';
import type { Penalty } from '../../problems/supervised/penalised.ts';
import type { SupervisedSpec } from '../spec/problem.ts';
import { network } from './networks.ts';

/**
 * What the module at a path exports by default.
 *
 * @throws InputError where it cannot be loaded
 */
export type ReadModule = (path: string) => Promise<unknown>;

/** A network with the loss that it is trained on. */
export interface Built {
  readonly network: Network;
  readonly loss: Loss;
  /** The term of the weights alone that a module gives. */
  readonly penalty?: Penalty;
  /** Whether a module gives a loss that is not asked for. */
  readonly unusedLoss?: true;
}

/**
 * The network and the loss of a spec, on data like these; modules are loaded by `read`.
 *
 * @throws InputError where they do not fit together, and where a module is not as it should be, or may not be loaded
 */
export async function built(
  { network: spec, loss }: Pick<SupervisedSpec, 'network' | 'loss'>,
  data: Dataset,
  read?: ReadModule,
): Promise<Built> {
  if (spec.kind !== 'module')
    return { network: network(spec, data), loss: loss as Exclude<typeof loss, 'module'> };
  const { module: path } = spec;
  if (read === undefined)
    throw new InputError(
      `${path} is a program of its own, which is not loaded here: run it by flowlab run`,
    );
  const { dim: inputs, outputs, shape } = data;
  const own = buildModule(await read(path), path, { inputs, outputs, shape });
  const { network: net, penalty } = own;
  const made = { network: net, ...(penalty && { penalty }) };
  if (loss !== 'module') return { ...made, loss, ...(own.loss && { unusedLoss: true }) };
  if (own.loss === undefined)
    throw new InputError(
      `loss is module, but ${path} gives none: give loss(f, y, x) there, or another loss`,
    );
  return { ...made, loss: own.loss };
}
