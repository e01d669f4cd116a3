import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../core/error.ts';
import { say } from '../shared/output.ts';
import { serveSite } from './serve-site.ts';

/** Where the build puts the page. */
const site = fileURLToPath(new URL('../../live/site/', import.meta.url));

/**
 * Serves the live page on this machine alone, until the process ends.
 *
 * @throws InputError where it was not built, and where the port is taken
 */
export async function live({ port }: { readonly port: number }): Promise<void> {
  if (!existsSync(join(site, 'index.html')))
    throw new InputError(`cannot find the live page in ${site}; run npm run build`);
  const { address } = await serveSite(site, port);
  say(`The live page is at ${address} until Ctrl-C.`);
}
