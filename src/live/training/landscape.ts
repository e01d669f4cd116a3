import type { Method } from '../../dynamics/integrate/integrate.ts';
import { lockstep } from '../../dynamics/integrate/lockstep.ts';
import { flatten64 } from '../../engine/tensors/params.ts';
import { type MethodSpec, methodEntry, methodOf } from '../../lab/methods/registry.ts';
import { openTask, type Task } from '../../lab/task/task.ts';
import { vectorSlice } from '../../probes/landscape/slices.ts';
import type { Potential } from '../../problems/toys/potential.ts';
import type { Landscape, Path } from '../state/messages.ts';
import { surfaceOf } from '../state/problem.ts';
import type { LiveState, Surface } from '../state/state.ts';
import { noArrays } from './image-source.ts';

/** How far the picture goes from 0 along either weight, by eye. */
const REACH: Readonly<Record<Surface, number>> = { regression: 4, valley: 3, wells: 2.5 };

/** Points along either axis. */
const POINTS = 41;

/** Steps of the paths; walkers in wells need many to see more than one. */
const STEPS = 80;
const WALK = 3000;

/** Examples of a mini-batch on the landscape, where there are examples. */
const BATCH = 1;

/** Standard deviation of the noise on gradients that stands for mini-batches where there are no examples. */
const NOISE = 1;

/** The loss of two weights on a grid, and the trajectories of the methods from one start. */
export async function landscapeOf(state: LiveState): Promise<Landscape> {
  const noImages = () => Promise.reject(new Error('a landscape has no images'));
  const task = await openTask(surfaceOf(state), { images: noImages, readArrays: noArrays });
  try {
    const reach = REACH[state.surface];
    const slice = vectorSlice(task.objective, new Float64Array(2), axes, {
      ...{ range: reach, points: POINTS },
    });
    const walk = state.surface === 'wells' ? WALK : STEPS;
    const paths = methodsOn(state).map(({ id, spec }) =>
      pathOf(task, spec, id, { steps: id === 'langevin' ? walk : STEPS, reach, state }),
    );
    const flat = flatShare(
      state,
      task.potential,
      paths.find(({ id }) => id === 'langevin'),
    );
    return {
      ...{ at: slice.axes[0]!.at, losses: slice.losses, paths },
      curvature: Number(task.references.curvature),
      ...(flat && { flat }),
    };
  } finally {
    task.dispose();
  }
}

const axes = [0, 1].map((k) => ({
  label: `θ${k + 1}`,
  vector: Float64Array.from({ length: 2 }, (_, i) => (i === k ? 1 : 0)),
}));

interface Named {
  readonly id: Path['id'];
  readonly spec: MethodSpec;
}

/** The methods of the picture; SGD needs examples, and noise of its size stands for it elsewhere. */
function methodsOn({ surface, surfaceRate: rate, temperature }: LiveState): readonly Named[] {
  return [
    { id: 'flow', spec: methodEntry('gradient-flow').specOf({}) },
    { id: 'descent', spec: methodEntry('gradient-descent').specOf({ rate }) },
    {
      id: 'sgd',
      spec:
        surface === 'regression'
          ? methodEntry('sgd').specOf({ rate, batch: BATCH })
          : methodEntry('gradient-descent').specOf({ rate, gradientNoise: NOISE }),
    },
    ...(temperature > 0
      ? [
          {
            id: 'langevin' as const,
            spec: methodEntry('langevin').specOf({ temperature, dt: rate }),
          },
        ]
      : []),
  ];
}

function pathOf(
  task: Task,
  spec: MethodSpec,
  id: Path['id'],
  on: { readonly steps: number; readonly reach: number; readonly state: LiveState },
): Path {
  const method = methodOf(spec);
  const built = method.build({
    ...{ objective: task.objective, readArrays: noArrays, random: task.draws },
  });
  const title = id === 'flow' ? method.card.title : method.label;
  const points = placesOf(built, task, on.steps, on.state.surfaceRate);
  // A path that leaves the picture for good is cut where it is far outside.
  const far = points.findIndex((point) => !point.every((x) => Math.abs(x) <= FAR * on.reach));
  return { id, title, points: far < 0 ? points : points.slice(0, far), diverged: far >= 0 };
}

/** How far outside of the picture a path has diverged, in its half widths. */
const FAR = 5;

function placesOf(
  method: Method,
  task: Task,
  steps: number,
  rate: number,
): (readonly [number, number])[] {
  const times = Array.from({ length: steps + 1 }, (_, k) => k * rate);
  const places: (readonly [number, number])[] = [];
  for (const { thetas } of lockstep([method], task.theta0, { times })) {
    const [theta] = thetas;
    if (theta === undefined) break;
    const [x, y] = flatten64(theta);
    places.push([x!, y!]);
  }
  return places;
}

/** How much of its time a walker spends right of the barrier, and what exp(−U/T) says of it. */
function flatShare(
  { surface, temperature }: LiveState,
  potential: Potential | undefined,
  path: Path | undefined,
): Landscape['flat'] {
  if (surface !== 'wells' || potential === undefined || path === undefined) return undefined;
  const coordinates = path.points.slice(1).flat();
  const time = coordinates.filter((x) => x > 0).length / coordinates.length;
  const weight = (x: number) => Math.exp(-potential.at(x) / temperature);
  const grid = Array.from({ length: 4001 }, (_, i) => -10 + i / 200);
  const sum = (xs: readonly number[]) => xs.reduce((total, x) => total + weight(x), 0);
  return { time, stationary: sum(grid.filter((x) => x > 0)) / sum(grid) };
}
