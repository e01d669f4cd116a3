/** Draws docs/methods-{flow,momentum,scaling,noise,own-flows,central,stochastic,delays}.png: every method from one start on one landscape. */
import { writeFileSync } from 'node:fs';
import { rng } from '../src/core/random.ts';
import { centralFlow } from '../src/dynamics/central/central-flow.ts';
import { constant, scheduled } from '../src/dynamics/integrate/controller.ts';
import { integrate, type Method } from '../src/dynamics/integrate/integrate.ts';
import { inverseTime } from '../src/dynamics/integrate/schedules.ts';
import {
  gradientFlow,
  gradientFlowFixedStep,
  stochasticGradientDescent,
} from '../src/dynamics/methods/descent.ts';
import { modifiedFlow } from '../src/dynamics/methods/modified-flow.ts';
import { momentumFlow } from '../src/dynamics/methods/momentum-flow.ts';
import { flowOfSgd, langevin } from '../src/dynamics/methods/stochastic-flow.ts';
import { svag } from '../src/dynamics/methods/svag.ts';
import { adam } from '../src/dynamics/solvers/adam.ts';
import { fixedDelay, geometricDelay } from '../src/dynamics/solvers/delay.ts';
import { euler } from '../src/dynamics/solvers/euler.ts';
import { heavyBall, nesterov } from '../src/dynamics/solvers/momentum.ts';
import { rmsprop } from '../src/dynamics/solvers/rmsprop.ts';
import { staleEuler } from '../src/dynamics/solvers/stale-euler.ts';
import { descendOnAverages } from '../src/dynamics/terms/averaging.ts';
import { batches, stagedBatches } from '../src/dynamics/terms/batches.ts';
import { type Derivatives, descend, descendOnBatches } from '../src/dynamics/terms/descend.ts';
import { precondition } from '../src/dynamics/terms/precondition.ts';
import { shardedBatches } from '../src/dynamics/terms/shards.ts';
import { openEngine } from '../src/engine/backend.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import {
  add,
  gather,
  mean,
  mul,
  reshape,
  slice,
  square,
  sub,
  sum,
} from '../src/engine/tensors/operations.ts';
import { flatten64, unflatten } from '../src/engine/tensors/params.ts';
import { type Params, type Tensor, tensor } from '../src/engine/tensors/tensor.ts';
import { objectiveOf } from '../src/problems/supervised/objective-of.ts';
import { chart } from '../src/report/plot/chart.ts';
import { faded } from '../src/report/plot/colour.ts';
import type { Figure } from '../src/report/plot/figure.ts';
import type { Mark } from '../src/report/plot/mark.ts';
import { curve, points } from '../src/report/plot/marks/index.ts';
import { createRenderer } from '../src/report/plot/render.ts';
import type { Span } from '../src/report/plot/scale.ts';
import { BORDER } from '../src/report/plot/theme.ts';

await openEngine('native');

/** Examples differ in a slope ξᵢ of standard deviation 0.8 that averages to zero. Shape [64, 2]. */
const EXAMPLES = 64;
const half = rng(1)
  .normals(EXAMPLES)
  .map((z) => 0.8 * z);
const slopeX = (i: number): number => (2 * i < EXAMPLES ? half[2 * i]! : -half[2 * i - EXAMPLES]!);
const xi = tensor(Float64Array.from([...half, ...half.map((z) => -z)]), [EXAMPLES, 2]);

/** L(x, y) = ½(1 − x)² + 3(y − x²)² + ξᵀ(x, y): a bent valley, λ from 31 across to 0.19 along at (1, 1). */
const plain = objectiveOf(
  ([theta], rows) => {
    const [x, y] = [0, 1].map((i) => slice(theta!, [i], [1]));
    const along = mul(square(sub(1, x!)), 0.5);
    const across = mul(square(sub(y!, square(x!))), 3);
    const valley = sum(add(along, across));
    return rows === undefined ? valley : add(valley, sum(mul(mean(gather(xi, rows), 0), theta!)));
  },
  [[2]],
  EXAMPLES,
);
/** Gradients of examples, ∇L + ξᵢ, weighted; the noise is the same everywhere, of standard deviation 0.8. */
const landscape = {
  ...plain,
  weighted: (theta: Params, weights: Tensor) =>
    plain
      .gradient(theta)
      .gradient.map((g) =>
        add(mul(g, sum(weights)), sum(mul(reshape(weights, [EXAMPLES, 1]), xi), 0)),
      ),
};

const START = Float64Array.of(-1.1, 0.2);
/** Beside the valley, where λ is 11, and an η whose edge of 20 lies between that and the 31 at (1, 1). */
const ASIDE = Float64Array.of(0.5, 0.55);
const EDGY = 0.1;
const descent = descend(landscape);
const sampled = (B: number) => batches(EXAMPLES, B, 'with-replacement', rng(2));
/** Four shards of the examples, by their slope in x. */
const bySlope = Int32Array.from({ length: EXAMPLES }, (_, i) => i).sort(
  (a, b) => slopeX(a) - slopeX(b),
);
const shards = [0, 1, 2, 3].map((w) => bySlope.slice((w * EXAMPLES) / 4, ((w + 1) * EXAMPLES) / 4));
const curvatures = Float64Array.of(25, 6);

interface Trail {
  readonly label: string;
  readonly method: Method;
  readonly colour: string;
  readonly steps?: number;
  /** Training time; the black line's 30 unless told otherwise. */
  readonly time?: number;
  readonly marks?: 'circle' | 'rect' | 'triangle' | 'rectRot' | 'crossRot';
  readonly line?: false;
  readonly wide?: true;
  /** Where it starts; START unless told otherwise. */
  readonly from?: Float64Array;
}

const flow: Trail = {
  ...{ label: 'gradient flow', colour: '#111111', time: 30 },
  method: gradientFlow(landscape, 1e-6, 'dormand-prince'),
};
const gd = (eta: number, colour: string, rest: Partial<Trail> = {}): Trail => ({
  ...{ label: `GD η = ${eta}`, colour, time: 30 },
  method: { term: descent, solver: euler, controller: constant(eta) },
  ...rest,
});

const [pink, green, sky, orange, blue, brown] = [
  ...['#cc79a7', '#009e73', '#56b4e9', '#d55e00', '#0072b2', '#7a3300'],
] as [string, string, string, string, string, string];

const panels: Readonly<Record<string, readonly Trail[]>> = {
  flow: [
    flow,
    gd(0.055, orange, { marks: 'circle', time: 1.5 }),
    ...(
      [
        ['rkc2', green, 'triangle'],
        ['bogacki-shampine', pink, 'rect'],
        ['dormand-prince', blue, 'rectRot'],
      ] as const
    ).map(
      ([solver, colour, marks]): Trail => ({
        ...{ label: solver, colour, marks, time: 1.5, line: false },
        method: gradientFlow(landscape, 1e-3, solver),
      }),
    ),
    ...(
      [
        ['heun', brown],
        ['rk4', sky],
      ] as const
    ).map(
      ([solver, colour]): Trail => ({
        ...{ label: `${solver}, dt = 0.06`, colour, marks: 'crossRot', time: 1.5, line: false },
        method: gradientFlowFixedStep(landscape, 0.06, solver),
      }),
    ),
  ],
  momentum: [
    flow,
    gd(0.02, orange),
    {
      ...{ label: 'heavy ball β = 0.9', colour: green, marks: 'circle', steps: 120 },
      method: { term: descent, solver: heavyBall(0.9), controller: constant(0.02) },
    },
    {
      ...{ label: 'Nesterov β = 0.9', colour: blue, marks: 'rect', steps: 120 },
      method: { term: descent, solver: nesterov(0.9), controller: constant(0.02) },
    },
  ],
  scaling: [
    flow,
    {
      ...{ label: 'Adam η = 0.1', colour: green, marks: 'circle', steps: 150 },
      method: { term: descent, solver: adam(), controller: constant(0.1) },
    },
    {
      ...{ label: 'RMSProp η = 0.03', colour: blue, marks: 'rect', steps: 150 },
      method: { term: descent, solver: rmsprop({ alpha: 0.9 }), controller: constant(0.03) },
    },
    {
      ...{ label: 'P⁻¹-GD η = 0.8', colour: orange, marks: 'triangle', steps: 150 },
      method: {
        term: precondition(descent, curvatures),
        solver: euler,
        controller: constant(0.8),
      },
    },
  ],
  noise: [
    flow,
    {
      ...{ label: 'SGD B = 1', colour: sky, steps: 600 },
      method: {
        term: descendOnBatches(landscape, sampled(1)),
        ...{ solver: euler, controller: constant(0.05) },
      },
    },
    {
      ...{ label: 'mean of 16', colour: orange, steps: 600 },
      method: {
        term: descendOnAverages(landscape, sampled(1), 16),
        ...{ solver: euler, controller: constant(0.05) },
      },
    },
    {
      ...{ label: 'B from 1 to 64', colour: green, steps: 600 },
      method: {
        term: descendOnBatches(
          landscape,
          stagedBatches(
            EXAMPLES,
            [1, 4, 16, 64].map((batch, i) => ({ from: 100 * i, batch })),
            'with-replacement',
            rng(3),
          ),
        ),
        ...{ solver: euler, controller: constant(0.05) },
      },
    },
    {
      ...{ label: 'η ∝ 1/(1 + k/50)', colour: pink, steps: 600 },
      method: {
        term: descendOnBatches(landscape, sampled(1)),
        ...{ solver: euler, controller: scheduled(inverseTime(0.05, 50)) },
      },
    },
  ],
  'own-flows': [
    flow,
    {
      ...{ label: 'modified flow', colour: orange, time: 1.2 },
      method: modifiedFlow(landscape, 0.025, 1e-7),
    },
    gd(0.025, orange, { marks: 'circle', time: 1.2, line: false }),
    {
      ...{ label: 'momentum flow', colour: blue, time: 0.55 },
      method: momentumFlow(landscape, 0.012, 0.8, 1e-7),
    },
    {
      ...{ label: 'heavy ball β = 0.8', colour: blue, marks: 'rect', time: 0.55, line: false },
      method: { term: descent, solver: heavyBall(0.8), controller: constant(0.012) },
    },
  ],
  stochastic: [
    flow,
    ...(
      [
        ['SGD, B = 1', sky, (o) => stochasticGradientDescent(o, 0.05, sampled(1))],
        ['SVAG, l = 8', orange, (o) => svag(o, 0.05, sampled(1), 8)],
        [
          'SGD flow, dt = η/8',
          green,
          (o) => {
            const noise = { eta: 0.05, batch: 1, sampling: 'with-replacement' } as const;
            return flowOfSgd(o, noise, 0.05 / 8, rng(7));
          },
        ],
        ['Langevin, T = 0.016', pink, (o) => langevin(o, 0.016, 0.05 / 8, rng(8))],
      ] as const satisfies readonly (readonly [string, string, (o: Derivatives) => Method])[]
    ).map(
      ([label, colour, of]): Trail => ({ ...{ label, colour, time: 4 }, method: of(landscape) }),
    ),
  ],
  central: [
    { ...flow, time: 6, from: ASIDE },
    gd(EDGY, orange, { marks: 'circle', time: 6, from: ASIDE }),
    {
      ...{ label: 'central flow', colour: blue, wide: true, time: 6, from: ASIDE },
      method: centralFlow(landscape, { eta: EDGY, random: rng(6) }),
    },
  ],
  delays: [
    flow,
    gd(0.014, sky, { marks: 'circle', steps: 110 }),
    ...(
      [
        ['delay 1', blue, 'rect', fixedDelay(1)],
        ['delay 2', orange, 'triangle', fixedDelay(2)],
        ['geometric, mean 2', green, 'rectRot', geometricDelay(2, 20, rng(4))],
      ] as const
    ).map(
      ([label, colour, marks, delay]): Trail => ({
        ...{ label, colour, marks, steps: 110 },
        method: { term: descent, solver: staleEuler(delay), controller: constant(0.014) },
      }),
    ),
    {
      ...{ label: '4 shards in turn', colour: pink, marks: 'crossRot', steps: 110 },
      method: {
        term: descendOnBatches(
          landscape,
          shardedBatches(shards, EXAMPLES / 4, 'without-replacement', 'in-turn', rng(5)),
        ),
        ...{ solver: euler, controller: constant(0.014) },
      },
    },
  ],
};

const frames: Readonly<Record<string, readonly Span[]>> = {
  flow: [
    { low: -1.2, high: 0.6 },
    { low: -0.15, high: 0.7 },
  ],
  'own-flows': [
    { low: -1.2, high: 0.8 },
    { low: -0.15, high: 0.7 },
  ],
  central: [
    { low: 0.4, high: 1.1 },
    { low: 0.2, high: 1 },
  ],
  delays: [
    { low: -1.2, high: 0.7 },
    { low: -0.15, high: 0.7 },
  ],
};
const only = process.argv[2];
const render = createRenderer();
for (const [name, trails] of Object.entries(panels).filter(
  ([name]) => only === undefined || name === only,
))
  writeFileSync(
    `docs/methods-${name}.png`,
    render(figure(`methods-${name}`, trails, frames[name] ?? [])),
  );

function figure(id: string, trails: readonly Trail[], frame: readonly Span[]): Figure {
  return {
    id,
    title: 'Methods on one landscape',
    caption: 'Level lines of L; one marker a step where steps are marked.',
    alt: `Ways of ${trails.map(({ label }) => label).join(', ')} on one landscape.`,
    config: chart({
      x: { title: 'x', scale: 'linear', low: -1.5, high: 1.5, grid: false, ...frame[0] },
      y: { title: 'y', scale: 'linear', low: -0.6, high: 1.8, grid: false, ...frame[1] },
      legend: 'right',
      key: trails.some(({ marks }) => marks) ? 'marker' : 'line',
      marks: [...trails.flatMap(drawn), ...[0.02, 0.1, 0.3, 0.7, 1.3, 2.2, 4, 7, 12].map(level)],
    }),
  };
}

function drawn(
  { label, method, colour, marks, line, wide, from = START, ...stop }: Trail,
  i: number,
): readonly Mark[] {
  const theta0 = unflatten(from, landscape.shapes);
  const data = Array.from(integrate(method, theta0, { ...stop, precision: 'double' }), (point) => {
    const [x, y] = flatten64(point.theta);
    return { x: x!, y: y! };
  });
  dispose(theta0);
  const width = i === 0 || wide ? 5 : line === false ? 2 : 1.8;
  const fill = faded(colour, 0.4);
  const named = { colour, fill, label, layer: 10 - i };
  if (marks === undefined) return [curve(data, { ...named, width })];
  if (line === false) return [points(data, { ...named, shape: marks, radius: 5, edge: width })];
  return [
    curve(data, { ...named, width, point: marks }),
    points(data, { colour, fill, shape: marks, radius: 3, edge: width, layer: 10 - i }),
  ];
}

/** L = c without noise, where y = x² ± √((c − ½(1 − x)²)/3). */
function level(c: number): Mark {
  const width = Math.sqrt(2 * c);
  const xs = Array.from({ length: 121 }, (_, i) => 1 - width * Math.cos((Math.PI * i) / 120));
  const side = (sign: number) =>
    xs.map((x) => ({
      x,
      y: x * x + sign * Math.sqrt(Math.max(0, (c - 0.5 * (1 - x) ** 2) / 3)),
    }));
  return curve([...side(1), ...side(-1).reverse()], { colour: BORDER, width: 1.1, layer: 100 });
}
