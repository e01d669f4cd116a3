import { readFileSync } from 'node:fs';

/** The version of flowlab, as package.json gives it. */
export function flowlabVersion(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
