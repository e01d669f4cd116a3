import { statSync } from 'node:fs';
import { InputError } from '../../core/error.ts';
import {
  askedOf,
  type ProbeFlags,
  type ProbeRequest,
  specOfFlags,
} from '../../lab/experiment/probe-request.ts';
import { inAskedPrecision } from '../../lab/experiment/run-spec.ts';
import { checkNeeds, needing } from '../../lab/runner/probe-needs.ts';
import { recordIn } from '../../lab/runner/probe-weights.ts';

/** The options of `flowlab probe`. */
export interface ProbeCommandFlags extends ProbeFlags {
  readonly option?: readonly string[] | undefined;
  readonly engine?: string | undefined;
  readonly threads?: number | undefined;
  readonly json?: boolean | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

/** What is asked, and by what the run was computed whose weights are asked about. */
export interface AskedProbe {
  readonly request: ProbeRequest;
  readonly engine?: string;
  readonly threads?: number;
  /** Threads within an operation. */
  readonly intraOp?: number;
}

/**
 * What is asked of weights in an .npz, as the options say, or of the weights of a run, as its record says.
 *
 * @throws InputError where `where` is neither, or an option does not fit
 */
export function requestOf(
  where: string,
  names: readonly string[],
  flags: ProbeCommandFlags,
): AskedProbe {
  const options = flags.option ?? [];
  const found = statSync(where, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new InputError(`${where} does not exist: give an .npz file, or the folder of a run`);
  }
  if (found.isDirectory()) {
    const idle = OWN.filter((flag) => flags[flag] !== undefined && flags[flag] !== true);
    if (idle.length > 0) {
      throw new InputError(
        `--${idle[0] === 'centre' ? 'no-centre' : idle[0]} is not used: the run in ${where} has its own; drop it`,
      );
    }
    const { manifest, ...recorded } = recordIn(where);
    const request = {
      ...recorded,
      spec: inAskedPrecision(recorded.spec, flags.precision),
      asked: askedOf(names, options, recorded.spec.measure),
    };
    checkNeeds(request);
    return {
      request,
      engine: manifest.engine.name,
      threads: manifest.threads.interOp,
      intraOp: manifest.threads.intraOp,
    };
  }
  if (!where.endsWith('.npz')) {
    throw new InputError(`${where} is no .npz: save the weights with numpy.savez`);
  }
  const asked = askedOf(names, options);
  const request = { weights: where, ...specOfFlags(where, flags), asked };
  checkNeeds(request);
  const [started] = needing('initial-weights', asked);
  if (started !== undefined && flags.initial === undefined) {
    throw new InputError(
      `${started} needs the weights that training began from: give them with --initial start.npz`,
    );
  }
  return { request };
}

/** What a run's folder says itself. */
const OWN = [
  ...(['dataset', 'path', 'train', 'test', 'centre', 'network', 'loss', 'method'] as const),
  ...(['seed', 'initial', 'set'] as const),
];
