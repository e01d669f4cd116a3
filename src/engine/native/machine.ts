import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { type Exec, execute } from './exec.ts';
import { pinFor, type WheelPin } from './pins.ts';

/** What the set-up finds before it starts; tests describe other machines with it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** The folder of the npm package @tensorflow/tfjs-node; null where it is not installed. */
  readonly packageDir: string | null;
  /** Headers of Node-API from the npm package node-api-headers; null where it is not installed. */
  readonly apiHeaders: string | null;
  readonly pin: WheelPin | null;
  /** Free space asked for before a download, in bytes. */
  readonly freeBytes: number;
  readonly exec: Exec;
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  const headers = packageFolder('node-api-headers');
  return {
    platform: platform(),
    arch: arch(),
    packageDir: packageFolder('@tensorflow/tfjs-node'),
    apiHeaders: headers === null ? null : join(headers, 'include'),
    pin: pinFor(platform(), arch()),
    // Wheel 0.28 GB + libraries 0.88 GB at the same time, and room to breathe.
    freeBytes: 1.5e9,
    exec: execute,
  };
}

function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}
