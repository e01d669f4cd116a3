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
  /** The command that sets the engine up. */
  readonly command: string;
}

/** The machine this process runs on, as an engine finds it. */
export function thisMachine(engine: 'native' | 'gpu' = 'native'): Machine {
  const headers = packageFolder('node-api-headers');
  const binding = bindingPackage(engine);
  const pin = pinFor(platform(), arch(), engine);
  return {
    platform: platform(),
    arch: arch(),
    binding,
    packageDir: bindingFolder(binding),
    apiHeaders: headers === null ? null : join(headers, 'include'),
    pin,
    freeBytes: pin === null ? 0 : spaceFor(pin),
    exec: execute,
    command: engine === 'gpu' ? 'flowlab setup --engine gpu' : 'flowlab setup',
  };
}

/** All that is unpacked, with the largest wheel beside it and room to breathe, in bytes. */
function spaceFor({ bytes, libraries, companions = [] }: WheelPin): number {
  const unpacked = companions.map((one) => one.unpacked).reduce((a, b) => a + b, 0);
  const largest = Math.max(bytes, ...companions.map((one) => one.bytes));
  return libraries.cc + libraries.framework + unpacked + largest + 0.4e9;
}
