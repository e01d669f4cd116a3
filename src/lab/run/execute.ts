import type { Cost, Estimate } from '../../core/estimate.ts';
import type { EngineName } from '../../engine/name.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { flattenIn } from '../../engine/tensors/params.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import type { Result } from '../records/result.ts';
import type { Sources } from '../task/task.ts';
import { begin } from './begin.ts';
import { flowError } from './flow-error.ts';
import { costOf, type Found, probesOfEnd } from './measure.ts';
import { ownOutputs } from './own-outputs.ts';
import type { Phase } from './phase.ts';
import { plainTrained, trainedOf } from './plain-trained.ts';
import { initialSharpness, measureAt } from './point.ts';
import { probeSchedule } from './probe-schedule.ts';
import { recordingPace } from './recording-pace.ts';
import { referencesOf } from './references.ts';
import type { Resuming, RunState, Seconds } from './run-state.ts';
import { stateOfStarted } from './start.ts';
import { startKey } from './start-key.ts';
import { stopRulesOf } from './stop-rules.ts';
import { type TrainedRun, trainRun } from './train-run.ts';
import { watchersOf } from './watchers.ts';
import { compilesByXla } from './xla.ts';

export interface ExecuteOptions extends Sources, Resuming {
  /** Called at each evaluation of the loss, with an estimate of how much of the run is done, 0 … 1. */
  readonly progress?: (fraction: number) => void;
  /** Called where another phase begins. */
  readonly phase?: (phase: Phase) => void;
  /** The λ₀ that runs before this one in the process have measured, by what it is of; this run's is added. */
  readonly sharpnesses?: Map<string, Estimate>;
  /** The engine that is open, by default native. */
  readonly engine?: EngineName;
}

/**
 * Trains one spec and measures it. Needs an open engine.
 *
 * The spec is read here alone: what it says travels on as a task, a method, a stop rule and probes.
 *
 * @throws InputError where data, network and weights do not fit together
 */
export async function execute(
  spec: RunSpec,
  {
    images,
    readArrays,
    readModule,
    progress = () => {},
    phase = () => {},
    ...options
  }: ExecuteOptions,
): Promise<Result> {
  const { checkpoint, resume, sharpnesses, engine = 'native' } = options;
  const { stop, measure } = spec;
  const method = methodOf(spec.method);
  const before: Seconds = resume?.seconds ?? { total: 0, training: 0 };
  const { task, began } = await begin(
    spec,
    { images, readArrays, readModule },
    {
      ...{ phase, resume: resume?.start },
      checkpoint: (state) => checkpoint?.(() => ({ start: state(), seconds: before })),
    },
  );
  const startedAs = startKey(spec);
  const shared = startedAs === undefined ? undefined : sharpnesses?.get(startedAs);
  let lambda0: Estimate | undefined = resume?.initialSharpness ?? shared;
  let ends: Params = [];
  const measured = initialSharpness(task, measure.sharpness);
  const context = {
    ...{ task, method },
    initialSharpness: () => {
      lambda0 ??= measured();
      if (startedAs !== undefined) sharpnesses?.set(startedAs, lambda0);
      return lambda0;
    },
  };
  try {
    const start = performance.now();
    const asksForStart = measure.sharpness !== undefined || measure.threshold !== undefined;
    if (asksForStart) phase('sharpness');
    const ofStart = asksForStart ? { initialSharpness: context.initialSharpness() } : {};
    phase('training');
    const trainingFrom = performance.now();
    const along = probeSchedule(measure.along ?? {}, context);
    const { examples } = task.objective;
    const ahead = { task, method, stop: stopRulesOf(stop, method, examples) };
    const watchers = watchersOf(measure, ahead);
    const seconds = (now: number, trainingUntil = now): Seconds => ({
      total: before.total + (now - start) / 1000,
      training: before.training + (trainingUntil - trainingFrom) / 1000,
    });
    const stateOf = (run: RunState['run'], spent: Seconds): RunState => ({
      ...(began && { start: stateOfStarted({ task, began }) }),
      ...(lambda0 && { initialSharpness: lambda0 }),
      ...(run && { run }),
      seconds: spent,
    });
    const left = resume?.run;
    let whole: TrainedRun;
    if (left?.kind === 'measuring') {
      along.restore(left.along);
      watchers.restore(left.watchers);
      whole = trainedOf(left.trained);
    } else
      whole = trainRun(context, stop, {
        ...measure,
        ...{
          along,
          watchers,
          progress,
          xla: compilesByXla(spec, task.objective.parameters, engine),
          recordAt: recordingPace(method.evaluateEvery(examples), measure, watchers.paces),
          resume: left,
        },
        ...(checkpoint && {
          checkpoint: (state) => checkpoint(() => stateOf(state(), seconds(performance.now()))),
        }),
      });
    const ended = left?.kind === 'measuring' ? trainingFrom : performance.now();
    const { trained, carried, series, snapshots, ...run } = whole;
    ends = trained.theta;
    const onTheWay = along.measured();
    const saved = (found: Found) =>
      checkpoint?.(() =>
        stateOf(
          {
            ...{ kind: 'measuring', trained: plainTrained(whole), found },
            ...{ along: along.save(), watchers: watchers.save() },
          },
          seconds(performance.now(), ended),
        ),
      );
    const known = left?.kind === 'measuring' ? left.found : {};
    saved(known);
    const finite = Number.isFinite(trained.loss);
    const watched = finite ? watchers.measured() : { scalars: {}, outputs: {}, arrays: {} };
    const asked = probesOfEnd(measure, finite);
    const end = measureAt(context, trained.theta, asked, {
      carried: () => carried,
      ...{ step: trained.step, time: trained.t },
      ...{ known, before: phase, after: saved },
    });
    const scalars = {
      ...ofStart,
      ...run.scalars,
      ...end.scalars,
      ...watched.scalars,
      ...(measure.flowError && flowError(task, method, trained)),
    };
    const took = seconds(performance.now(), ended);
    const trainSeconds = took.training - onTheWay.cost.seconds;
    const measureSeconds = took.total - trainSeconds;
    return {
      ending: trained.ending,
      series,
      scalars,
      outputs: { ...ownOutputs(scalars), ...onTheWay.outputs, ...end.outputs, ...watched.outputs },
      arrays: { ...end.arrays, ...watched.arrays },
      weights: trained.theta.map((t) => flattenIn([t], task.precision)),
      shapes: task.objective.shapes,
      ...(carried && { carried }),
      snapshots,
      ...(measure.trainOutputs &&
        task.supervised &&
        finite && {
          trainOutputs: task.supervised.trainOutputs(trained.theta),
        }),
      references: referencesOf(spec, task),
      facts: {
        data: task.checksums,
        preparation: task.preparation,
        parameters: task.objective.parameters,
        ...{ steps: trained.step, time: trained.t },
        initialLoss: trained.initialLoss,
        loss: trained.loss,
        ...(trained.catapult && { catapult: trained.catapult }),
        ...(trained.average && { lossAverage: trained.average }),
        ...(began && { start: began }),
        cost: {
          ...spent([trained.work, onTheWay.cost, costOf(scalars)]),
          trainSeconds,
          measureSeconds,
        },
      },
    };
  } finally {
    dispose(ends);
    task.dispose();
  }
}

function spent(parts: readonly Pick<Cost, 'gradients' | 'hvps'>[]) {
  const sum = (of: 'gradients' | 'hvps') => parts.reduce((total, part) => total + part[of], 0);
  return { gradients: sum('gradients'), hvps: sum('hvps') };
}
