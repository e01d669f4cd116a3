import { arch, platform } from 'node:os';
import { join } from 'node:path';
import {
  type BindingPackage,
  bindingFolder,
  bindingPackage,
  packageFolder,
} from './binding-package.ts';
import { type Exec, execute } from './exec.ts';
import { pinFor, type WheelPin } from './pins.ts';

/** What the set-up finds before it starts; tests describe other machines with it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** The npm package that binds TensorFlow to Node. */
  readonly binding: BindingPackage;
  /** The folder of that package; null where it is not installed yet. */
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
  const binding = bindingPackage('native');
  return {
    platform: platform(),
    arch: arch(),
    binding,
    packageDir: bindingFolder(binding),
    apiHeaders: headers === null ? null : join(headers, 'include'),
    pin: pinFor(platform(), arch()),
    // Wheel 0.28 GB + libraries 0.88 GB at the same time, and room to breathe.
    freeBytes: 1.5e9,
    exec: execute,
  };
}
