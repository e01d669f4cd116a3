import { InputError } from '../../core/error.ts';
import type { ProbeRequest } from '../experiment/probe-request.ts';
import { methodOf } from '../methods/registry.ts';
import { checkBatch } from '../probes/noise.ts';
import type { Need, Probe, ProblemSize } from '../probes/probe.ts';
import { askedNames, type ProbeName, type ProbeOptions, probes } from '../probes/registry.ts';

/** Throws InputError, naming the measure, where one is not for a problem of this size, at its end or on the way. */
export function checkSizes(
  { along, ...atEnd }: ProbeOptions & { readonly along?: ProbeOptions | undefined },
  size: ProblemSize,
): void {
  for (const asked of [atEnd, along ?? {}])
    for (const name of askedNames(asked)) {
      const options: object = asked[name]!;
      if ('batch' in options && typeof options.batch === 'number')
        checkBatch(options.batch, size.examples, name);
      (probes[name] as Probe).fits?.(size, options as never);
    }
}

/** The measures that cannot do without something. */
export const needing = (need: Need, asked: ProbeOptions): readonly ProbeName[] =>
  askedNames(asked).filter((name) => probes[name].needs?.includes(need));

/**
 * Throws InputError, naming the measure, where one has to watch a run, or needs its training time, or a preconditioner that the method does not have, or that
 * is not known at these weights.
 */
export function checkNeeds({ asked, spec, state }: ProbeRequest): void {
  const [watched] = needing('run', asked);
  if (watched !== undefined) {
    throw new InputError(
      `${watched} watches a run from its start on, and weights in a file are a single point: ask for it under measure of an experiment file`,
    );
  }
  const [timed] = needing('time', asked);
  if (timed !== undefined) {
    throw new InputError(
      `${timed} needs the training time of its run, which weights in a file do not tell: ask for it under measure of an experiment file`,
    );
  }
  const [hanging] = needing('edge-at', asked);
  if (hanging !== undefined && methodOf(spec.method).edgeAt === undefined) {
    throw new InputError(
      `${hanging} needs sam on the full batch at a constant rate, and not ${methodOf(spec.method).label}: give --method '{ method: sam, rate: 0.1 }'`,
    );
  }
  const { averages, preconditioner, velocity, label } = methodOf(spec.method);
  const [predicting] = needing('averages', asked);
  if (predicting !== undefined && !averages) {
    throw new InputError(
      `${predicting} needs a central flow, and not ${label}: give --method '{ method: central-flow, rate: 0.1 }'`,
    );
  }
  if (predicting !== undefined && preconditioner === 'carried' && state === undefined) {
    throw new InputError(
      `${predicting} needs what ${label} carries beside the weights: name the folder of its run`,
    );
  }
  const [moving] = needing('velocity', asked);
  if (moving !== undefined && velocity === undefined) {
    throw new InputError(
      `${moving} needs steps along a velocity, as of heavy-ball or nesterov, and those of ${label} are not: measure batchSharpness`,
    );
  }
  if (moving !== undefined && state === undefined) {
    throw new InputError(
      `${moving} needs the velocity that ${label} carries beside the weights: name the folder of its run`,
    );
  }
  const [name] = needing('preconditioner', asked);
  if (name === undefined) return;
  if (preconditioner === undefined) {
    throw new InputError(
      `${name} needs steps that divide by a preconditioner, and those of ${label} do not: measure sharpness`,
    );
  }
  if (preconditioner === 'carried' && state === undefined) {
    throw new InputError(
      `${name} needs what ${label} carries beside the weights: name the folder of its run, or give its P as --method '{ method: gradient-descent, rate: 1, preconditioner: P.npz }'`,
    );
  }
}
