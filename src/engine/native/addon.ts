import { existsSync, realpathSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import {
  addonReady,
  type CachePaths,
  NAPI_VERSION,
  partialFolder,
  publish,
  sweep,
} from './cache.ts';
import { addonSum, sha256Of } from './damage.ts';
import type { Exec, ExecResult } from './exec.ts';
import { firstLine, SetupFailure } from './failure.ts';

type Environment = Record<string, string | undefined>;

/** What the compilation needs besides the cache. */
export interface Workbench {
  readonly exec: Exec;
  readonly env: Environment;
  /** Folder of @tensorflow/tfjs-node, which holds the source of the binding. */
  readonly packageDir: string;
  readonly apiHeaders: string | null;
}

/** The first C++ compiler that answers: $CXX, g++, clang++, c++. Throws SetupFailure if none. */
export async function findCompiler({ exec, env }: Workbench): Promise<readonly string[]> {
  // CXX may hold a wrapper: "ccache g++".
  const own = env.CXX?.split(/\s+/).filter((word) => word !== '') ?? [];
  for (const compiler of [own, ['g++'], ['clang++'], ['c++']]) {
    const [command, ...args] = compiler;
    if (command === undefined) continue;
    const { code } = await exec(command, [...args, '--version'], { env, timeout: 60_000 });
    if (code === 0) return compiler;
  }
  throw new SetupFailure(
    'No C++ compiler was found to build the TensorFlow addon with (tried g++ and clang++); ' +
      'install one, for example with "apt-get install g++".',
  );
}

/**
 * Compiles the binding of tfjs-node against the cached TensorFlow, tries to load it in a child
 * process, and puts it into the cache. Takes about ten seconds. Throws SetupFailure where the
 * headers are missing, the compiler refuses, or the result does not load on this machine.
 */
export async function compileAddon(
  compiler: readonly string[],
  paths: CachePaths,
  bench: Workbench,
): Promise<void> {
  const headers = nodeHeaders(bench);
  // Beside its final place, so that `$ORIGIN/..` finds the libraries from both.
  const partial = await partialFolder(paths.root);
  try {
    await sweep(partial);
    const output = join(partial, basename(paths.addon));
    const [command = 'g++', ...args] = compiler;
    const options = { env: { ...bench.env, LC_ALL: 'C' }, timeout: 600_000 };
    const built = await bench.exec(
      command,
      [...args, ...compilerArguments(bench.packageDir, headers, paths, output)],
      options,
    );
    if (built.code !== 0) {
      throw new SetupFailure(
        `The TensorFlow addon could not be compiled with ${command} (${complaint(built)}).`,
      );
    }
    await tryLoading(output, bench);
    await writeFile(addonSum(output), `${await sha256Of(output)}\n`);
    await publish(partial, dirname(paths.addon), () => addonReady(paths));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

// The npm package first; else the headers that came with the Node found on PATH.
function nodeHeaders({ apiHeaders, env }: Workbench): string {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const nodes = folders.map((folder) => join(folder, 'node')).filter((file) => existsSync(file));
  const beside = nodes.map((node) => join(dirname(realpathSync(node)), '..', 'include', 'node'));
  const candidates = [...(apiHeaders === null ? [] : [apiHeaders]), ...beside];
  const found = candidates.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  throw new SetupFailure(
    'The headers of Node-API (node_api.h) were found neither in the npm package ' +
      'node-api-headers nor beside Node; run "npm ci".',
  );
}

function compilerArguments(
  packageDir: string,
  headers: string,
  paths: CachePaths,
  output: string,
): string[] {
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NAPI_VERSION}`],
    ...[`-I${packageDir}`, `-I${paths.include}`, `-I${headers}`],
    join(packageDir, 'binding', 'tfjs_backend.cc'),
    join(packageDir, 'binding', 'tfjs_binding.cc'),
    ...[paths.cc, paths.framework],
    // Node resolves the link in node_modules before loading, so $ORIGIN is the cache; the second
    // path serves --preserve-symlinks.
    '-Wl,-rpath,$ORIGIN/..:$ORIGIN/../../deps/lib',
    ...['-o', output],
  ];
}

// A library that is too new for the C library or the CPU shows itself here, not in a training run.
async function tryLoading(addon: string, { exec, env }: Workbench): Promise<void> {
  const node = env.npm_node_execpath ?? 'node';
  const code = `require(${JSON.stringify(addon)})`;
  const result = await exec(node, ['-e', code], { env, timeout: 300_000 });
  if (result.code === 0 || result.absent) return;
  throw new SetupFailure(
    `The TensorFlow addon was built but does not load on this machine (${complaint(result)}).`,
  );
}

function complaint({ code, stderr }: ExecResult): string {
  const error = stderr.split('\n').find((line) => /error/i.test(line));
  return firstLine(error ?? stderr) || (code === null ? 'it was stopped' : `exit code ${code}`);
}
