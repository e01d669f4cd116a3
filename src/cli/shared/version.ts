import { createRequire } from 'node:module';

/** The version of flowlab, as package.json gives it. */
export const flowlabVersion = (): string =>
  (createRequire(import.meta.url)('../../../package.json') as { version: string }).version;
