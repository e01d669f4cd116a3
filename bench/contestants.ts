import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { microbatchCount, microbatchSize } from '../src/problems/supervised/microbatches.ts';
import { oneCore } from './affinity.ts';
import { networkOf } from './network.ts';
import type { Answer, Case, Order } from './protocol.ts';

/** A process that takes orders, one answer each. */
export interface Contestant {
  readonly name: string;
  tell(order: Order): Promise<Answer>;
  end(): void;
}

/** The path of a file of this folder. */
export const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * The lab's engines, tfjs-node without compiled graphs, and the peers that a Python has.
 *
 * With one thread each is held to one core where the system can do that, since not every library heeds
 * its own setting.
 */
export function contestants(threads: number, python: string | undefined): Contestant[] {
  // On two threads, only what can use them and is in the same class.
  const modes =
    threads === 1 ? (['native', 'xla', 'wasm', 'eager'] as const) : (['native', 'xla'] as const);
  const own = modes.map((mode) => {
    const argv = [process.execPath, '--import', 'tsx', here('contender.ts'), mode];
    return threads === 1
      ? start(titles[mode], argv, 1)
      : asTheLabChooses(titles[mode], argv, threads);
  });
  if (python === undefined) return own;
  const torch = [python, here('peers/torch_peer.py')];
  return [
    ...own,
    start('PyTorch', [...torch, 'eager', String(threads)], threads),
    // Compiling each size anew takes minutes, so once is enough to see where it stands.
    ...(threads === 1 ? [start('PyTorch compile', [...torch, 'compile', '1'], threads)] : []),
    start('JAX', [python, here('peers/jax_peer.py')], threads),
  ];
}

const titles = {
  native: 'flowlab native',
  xla: 'flowlab XLA',
  wasm: 'flowlab wasm',
  eager: 'tfjs-node eager',
} as const;

/** On several threads only where the lab's own runs would be: where the examples of a case make several microbatches. */
function asTheLabChooses(name: string, argv: readonly string[], threads: number): Contestant {
  const [one, many] = [start(name, argv, 1), start(name, argv, threads)];
  let chosen = one;
  const choose = ({ network, B }: Case) =>
    microbatchCount(B, microbatchSize(networkOf(network), PIXELS)) > 1 ? many : one;
  return {
    name,
    async tell(order) {
      if (order.order === 'load') {
        await one.tell(order);
        return many.tell(order);
      }
      if (order.order !== 'sample') chosen = choose(order.case);
      return chosen.tell(order);
    },
    end() {
      one.end();
      many.end();
    },
  };
}

/** Inputs of every network here. */
const PIXELS = 784;

/** What libraries are told about threads: TensorFlow as the lab tells it, that each operation has one and several run at once. */
export const threadSettings = (threads: number): Record<string, string> => ({
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
});

function start(name: string, argv: readonly string[], threads: number): Contestant {
  const [command, ...args] = [...(threads === 1 ? oneCore : []), ...argv];
  const child = spawn(command!, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...threadSettings(threads) },
  });
  // A command that is not there is not available, like one that ends.
  child.on('error', () => {});
  child.stdin!.on('error', () => {});
  const lines = createInterface({ input: child.stdout! });
  return {
    name,
    tell: (order) => ask(child, lines, order),
    end: () => void child.kill(),
  };
}

function ask(child: ChildProcess, lines: Interface, order: Order): Promise<Answer> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve({ note: 'not available' });
  return new Promise((resolve) => {
    const settle = (answer: Answer) => {
      lines.off('line', hear);
      child.off('exit', gone);
      resolve(answer);
    };
    const hear = (line: string) => settle(JSON.parse(line) as Answer);
    const gone = () => settle({ note: 'not available' });
    lines.once('line', hear);
    child.once('exit', gone);
    child.stdin!.write(`${JSON.stringify(order)}\n`);
  });
}
