import { rng } from '../../src/core/random.ts';
import { cnn } from '../../src/problems/networks/cnn.ts';
import { linear, mlp } from '../../src/problems/networks/mlp.ts';
import { activations, parametrisations } from '../../src/problems/networks/names.ts';
import type { Network } from '../../src/problems/networks/network.ts';
import { type LossName, losses } from '../../src/problems/supervised/loss-names.ts';
import type { OracleNetwork } from '../oracle/network.ts';
import { oracle } from '../oracle/oracle.ts';

/** One network and loss, as the engine and as the oracle know it, at a point with data. */
export interface Case {
  readonly name: string;
  readonly network: Network;
  readonly twin: OracleNetwork;
  readonly loss: LossName;
  readonly theta: Float64Array;
  readonly v: Float64Array;
  readonly x: Float32Array;
  readonly labels: Int32Array;
}

const classes = 4;
const scale = 1;

/** Skips, layer normalisation and strides, at an activation each and at an odd side and an even one. */
const mlpTwins = [
  { activation: 'tanh', residual: true },
  { activation: 'gelu', normalisation: 'layer' },
  { activation: 'softplus', residual: true, normalisation: 'layer' },
] as const;
const further = losses.flatMap((loss) => [
  ...mlpTwins.map((own) => {
    const shape = { hidden: [5, 5, 5], ...own };
    return build(
      mlp({ inputs: 6, outputs: classes, ...shape }),
      {
        ...{ kind: 'mlp', inputShape: [1, 6, 1], classes, parametrisation: 'standard' },
        ...shape,
      },
      loss,
    );
  }),
  ...(['tanh', 'relu'] as const).map((activation) => {
    const shape = { channels: [3, 4], activation, stride: 2 } as const;
    return build(
      cnn({ input: [7, 6, 2], outputs: classes, ...shape }),
      { kind: 'cnn', inputShape: [7, 6, 2], classes, parametrisation: 'standard', ...shape },
      loss,
    );
  }),
]);

/** Every activation × loss × network kind × parametrisation on offer, and what further layers there are. */
const plain = losses.flatMap((loss) =>
  parametrisations.flatMap((parametrisation) => [
    build(
      linear({ inputs: 6, outputs: classes, parametrisation, scale }),
      { kind: 'linear', inputShape: [1, 6, 1], activation: 'identity', classes, parametrisation },
      loss,
    ),
    ...activations.flatMap((activation) => [
      build(
        mlp({ inputs: 6, hidden: [5, 7], activation, outputs: classes, parametrisation, scale }),
        {
          kind: 'mlp',
          inputShape: [1, 6, 1],
          hidden: [5, 7],
          activation,
          classes,
          parametrisation,
        },
        loss,
      ),
      build(
        cnn({
          input: [7, 6, 2],
          channels: [3, 4],
          activation,
          outputs: classes,
          parametrisation,
          scale,
        }),
        {
          kind: 'cnn',
          inputShape: [7, 6, 2],
          channels: [3, 4],
          activation,
          classes,
          parametrisation,
        },
        loss,
      ),
    ]),
  ]),
);

export const cases: readonly Case[] = [...plain, ...further];

function build(network: Network, twin: OracleNetwork, loss: LossName): Case {
  const name = `${network.label}, ${twin.parametrisation}, ${loss}`;
  const random = rng(7).fork(name);
  const dim = twin.inputShape[0] * twin.inputShape[1] * twin.inputShape[2];
  const n = 9;
  const initial = network.init(random).flatMap((a) => [...a]);
  const at = (draw: number): Case => {
    // Away from the start, so that biases are not zero.
    const shift = random.fork(draw === 0 ? 'shift' : `shift ${draw}`).normals(network.parameters);
    return {
      ...{ name, network, twin, loss },
      theta: Float64Array.from(initial, (w, i) => w + 0.3 * shift[i]!),
      v: random.fork('v').normals(network.parameters),
      x: Float32Array.from(random.fork('x').normals(n * dim)),
      labels: Int32Array.from({ length: n }, (_, i) => i % classes),
    };
  };
  let draw = 0;
  while (twin.activation === 'relu' && onKink(at(draw))) draw++;
  return at(draw);
}

/** Whether some unit lies so near a kink that round-off of single precision decides its side: moves of θ by 1e-6 change the gradient by more than their size. */
function onKink({ twin, loss, theta, x, labels }: Case): boolean {
  const gradientAt = (weights: Float64Array) =>
    oracle(twin, loss, weights, Float64Array.from(x), labels).gradient;
  const gradient = gradientAt(theta);
  return [1, 2, 3, 4].some((k) => {
    const move = rng(7).fork(`move ${k}`).normals(theta.length);
    return relativeError(gradientAt(theta.map((w, i) => w + 1e-6 * move[i]!)), gradient) > 1e-4;
  });
}

/** ‖a − b‖ / ‖b‖ */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let error = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    error += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(error / size);
}
