import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { partialFolder, publish, sweep } from './cache.ts';
import type { Exec } from './exec.ts';
import { firstLine, SetupFailure } from './failure.ts';

/**
 * The npm package that binds TensorFlow to Node, which the lab fetches itself, without its install script: as a
 * dependency it would download another TensorFlow from a storage bucket, and npm installs nothing where that fails.
 */
export interface BindingPackage {
  readonly name: string;
  readonly version: string;
  /** Where npm puts it for this lab; npm leaves that folder alone when it tidies `node_modules`. */
  readonly prefix: string;
}

/** The packages by engine. */
const NAMES = { native: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' } as const;

/** The folder that holds `src` or `dist`. */
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The package of an engine, in the version that flowlab's own package.json names. */
export function bindingPackage(engine: keyof typeof NAMES): BindingPackage {
  const name = NAMES[engine];
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  return { name, version: peerDependencies[name]!, prefix: join(root, 'native', basename(name)) };
}

/**
 * The folder of a package, fetched by the lab or installed beside it; null where there is none that shares its
 * TensorFlow.js with the lab.
 */
export function bindingFolder({ name, prefix }: BindingPackage): string | null {
  const own = packageFolder(name, pathToFileURL(join(prefix, 'package.json')).href);
  if (own === null) return null;
  const host = packageFolder(HOST, pathToFileURL(join(own, 'package.json')).href);
  return host !== null && host === packageFolder(HOST) ? own : null;
}

/** The folder of an npm package as a file of the lab would find it; null where it is not installed. */
export function packageFolder(name: string, from: string = import.meta.url): string | null {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

const HOST = '@tensorflow/tfjs';

/**
 * Fetches a package with what it needs through the user's own npm, which knows registry, proxy and certificates.
 *
 * Its scripts do not run, and TensorFlow.js is left out: Node finds the lab's own from there. Throws SetupFailure
 * where npm fails or the folder cannot be written.
 */
export async function fetchBinding(
  { name, version, prefix }: BindingPackage,
  { exec, env }: { readonly exec: Exec; readonly env: Record<string, string | undefined> },
): Promise<string> {
  const parent = dirname(prefix);
  const partial = await partialFolder(
    parent,
    'install flowlab where you may write, or run "flowlab setup" once as the owner of that folder',
  );
  try {
    await sweep(partial);
    const host = join(partial, 'host');
    await mkdir(host);
    await writeFile(join(host, 'package.json'), JSON.stringify({ name: HOST, version }));
    const manifest = {
      private: true,
      dependencies: { [name]: version },
      overrides: { [HOST]: `file:${host}` },
    };
    await writeFile(join(partial, 'package.json'), JSON.stringify(manifest));
    const result = await exec('npm', INSTALL, { env, cwd: partial, timeout: 600_000 });
    if (result.code !== 0) {
      const errors = result.stderr.split('\n').filter((line) => /^npm error (?!code)/.test(line));
      throw new SetupFailure(
        `The npm package ${name} ${version} could not be fetched ` +
          `(${result.absent ? 'npm was not found' : firstLine(errors.join('\n')) || 'npm gave no reason'}).`,
      );
    }
    for (const rest of [join(partial, 'node_modules', HOST), host])
      await rm(rest, { recursive: true, force: true });
    const final = join(prefix, 'node_modules', name);
    await publish(
      partial,
      prefix,
      () => packageFolder(name, pathToFileURL(`${final}/`).href) !== null,
    );
    return final;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const INSTALL = [
  ...['install', '--ignore-scripts', '--prefer-offline', '--global=false', '--workspaces=false'],
  ...['--package-lock=false', '--audit=false', '--fund=false', '--update-notifier=false'],
  ...['--install-links=false', '--legacy-peer-deps', '--loglevel=error'],
];
