import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { oneCore } from './affinity.ts';
import type { Answer, Order } from './protocol.ts';

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
  const own = modes.map((mode) =>
    start(titles[mode], [process.execPath, '--import', 'tsx', here('contender.ts'), mode], threads),
  );
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

/** What libraries are told about threads. */
export const threadSettings = (threads: number): Record<string, string> => ({
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: '1',
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
