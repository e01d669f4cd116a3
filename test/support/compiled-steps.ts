/** Takes forty steps that XLA compiles, as a worker with this cache does, and prints the weights at the end. */
import { keepCompiled } from '../../src/cli/processes/compiled-code.ts';
import { integrate } from '../../src/dynamics/integrate/integrate.ts';
import { gradientDescent } from '../../src/dynamics/methods/descent.ts';
import { openEngine } from '../../src/engine/backend.ts';
import { flatten64, unflatten } from '../../src/engine/tensors/params.ts';
import { initial, network, smallProblem } from './small-training.ts';

await openEngine('native', { compiled: keepCompiled(process.argv[2]!) });
const { objective } = smallProblem();
const options = { steps: 40, stride: 40, xla: true };
const path = integrate(
  gradientDescent(objective, 0.1),
  unflatten(initial(), network.shapes),
  options,
);
const [, end] = Array.from(path, ({ theta }) => flatten64(theta));
console.log(Buffer.from(end!.buffer).toString('hex'));
