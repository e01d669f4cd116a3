import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Order } from './protocol.ts';

/** A process that takes orders, one answer each. */
export interface Contestant {
  readonly name: string;
  tell(order: Order): Promise<Answer>;
  end(): void;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The lab's engines, tfjs-node without compiled graphs, and the peers that a Python has. */
export function contestants(threads: number, python: string | undefined): Contestant[] {
  const own = (['native', 'wasm', 'eager'] as const).map((mode) =>
    start(
      mode === 'eager' ? 'tfjs-node eager' : `flowlab ${mode}`,
      process.execPath,
      ['--import', 'tsx', here('contender.ts'), mode],
      threads,
    ),
  );
  if (python === undefined) return own;
  return [
    ...own,
    start('PyTorch', python, [here('peers/torch_peer.py'), 'eager', String(threads)], threads),
    // Compiling each size anew takes minutes, so once is enough to see where it stands.
    ...(threads === 1
      ? [start('PyTorch compile', python, [here('peers/torch_peer.py'), 'compile', '1'], threads)]
      : []),
    start('JAX', python, [here('peers/jax_peer.py')], threads),
  ];
}

function start(
  name: string,
  command: string,
  args: readonly string[],
  threads: number,
): Contestant {
  const n = String(threads);
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      TF_CPP_MIN_LOG_LEVEL: '3',
      TF_NUM_INTRAOP_THREADS: n,
      TF_NUM_INTEROP_THREADS: '1',
      OMP_NUM_THREADS: n,
      XLA_FLAGS: `--xla_cpu_multi_thread_eigen=${threads > 1} intra_op_parallelism_threads=${n}`,
    },
  });
  const lines = createInterface({ input: child.stdout! });
  return {
    name,
    tell: (order) => ask(child, lines, order),
    end: () => void child.kill(),
  };
}

function ask(child: ChildProcess, lines: Interface, order: Order): Promise<Answer> {
  if (child.exitCode !== null) return Promise.resolve({ note: 'not available' });
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
