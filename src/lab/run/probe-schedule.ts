import { addCosts, type Cost, noCost } from '../../core/estimate.ts';
import { fields, type Resumable, together } from '../../core/resumable.ts';
import type { Scalars } from '../../core/scalars.ts';
import { earliest, type Pace } from '../../dynamics/integrate/pace.ts';
import type { TrajectoryPoint } from '../../dynamics/integrate/trajectory-point.ts';
import type { AlongSpec } from '../experiment/run-spec.ts';
import type { ProbeContext } from '../probes/probe.ts';
import { type ProbeName, probeNames, probeOptions } from '../probes/registry.ts';
import type { OutputCards } from '../spec/output.ts';
import { costOf } from './measure.ts';
import { measureAt, type RunContext } from './point.ts';
import { dueOf } from './row-schedule.ts';
import { warmStarts } from './warm-starts.ts';

/** Probes at points along a run: which are due, what they say, and what all of them cost so far. */
export interface ProbeSchedule extends Resumable<unknown> {
  /** The probes due at an evaluation at this point; each asks once. */
  due(at: Pick<TrajectoryPoint, 'step' | 't'>): readonly ProbeName[];
  /** Steps until one of them may be due. */
  readonly until: Pace;
  /** All of them, for the end of a run. */
  readonly all: readonly ProbeName[];
  /** The cells of a row of the series; none without names. */
  measure(
    names: readonly ProbeName[],
    at: Pick<TrajectoryPoint, 'step' | 't' | 'theta'> & Pick<ProbeContext, 'carried'>,
  ): Readonly<Record<string, number>>;
  /** What the cells are that were measured so far, and what they cost. */
  measured(): { readonly outputs: OutputCards; readonly cost: Cost };
}

/**
 * The probes that are wanted along a run. They read weights and draw from streams keyed by the step, so a
 * trajectory has the same bytes with and without them.
 */
export function probeSchedule(asked: AlongSpec, context: RunContext): ProbeSchedule {
  const all = probeNames.filter((name) => asked[name] !== undefined);
  const schedules = all.map((name) => [name, dueOf(asked[name]!)] as const);
  const stream = context.task.random.fork('along');
  const own: { cost: Cost; outputs: OutputCards } = { cost: noCost, outputs: {} };
  const warm = warmStarts(all.filter((name) => asked[name]!.warm));
  return {
    ...together({ schedules: together(Object.fromEntries(schedules)), own: fields(own), warm }),
    all,
    until: earliest(schedules.map(([, schedule]) => schedule.until)),
    due: (at) => schedules.flatMap(([name, schedule]) => (schedule.due(at) ? [name] : [])),
    measure(names, { step, t: time, theta, carried }) {
      if (names.length === 0) return {};
      const options = probeOptions((name) => asked[name], names);
      const random = stream.fork('step', step);
      const at = { random, carried, step, time, warm: warm.of };
      const found = measureAt(context, theta, options, at);
      const cost = costOf(found.scalars);
      own.cost = addCosts(own.cost, cost);
      own.outputs = { ...own.outputs, ...found.outputs };
      return cellsOf(found.scalars, cost);
    },
    measured: () => ({ ...own }),
  };
}

/** Wall-clock seconds stay out: a series has the same bytes every time. */
function cellsOf(scalars: Scalars, cost: Cost): Readonly<Record<string, number>> {
  const cells = Object.entries(scalars).flatMap(([name, { value, stderr, converged }]) => [
    [name, value],
    [`${name}Stderr`, stderr],
    [`${name}Converged`, Number(converged)],
  ]);
  return { ...Object.fromEntries(cells), probeGradients: cost.gradients, probeHvps: cost.hvps };
}
