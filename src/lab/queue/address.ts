import { InputError } from '../../core/error.ts';

/** Where a queue lives: a Redis or Valkey. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  /** Whether the connection is encrypted. */
  readonly secure: boolean;
  /** The address for people: with neither user nor password. */
  readonly shown: string;
}

const FORM = 'redis://host:6379, or rediss:// where the connection is encrypted';

/** Whether the connection is encrypted, by scheme. */
const schemes: Readonly<Record<string, boolean>> = {
  ...{ 'redis:': false, 'rediss:': true },
  ...{ 'valkey:': false, 'valkeys:': true },
};

/**
 * Reads the address of a queue, `redis://[user:password@]host[:port][/database]`. `password` is the one of an address that has none.
 *
 * @throws InputError for anything else; no message repeats what was given, which may hold a password
 */
export function queueAddress(text: string, password?: string): QueueAddress {
  const url = urlOf(text);
  const secure = url === undefined ? undefined : schemes[url.protocol];
  if (url === undefined || secure === undefined)
    throw new InputError(`--queue is no address of a Redis or Valkey: give ${FORM}`);
  if (url.hostname === '') throw new InputError(`--queue names no host: give ${FORM}`);
  if (!/^\/?\d*$/.test(url.pathname) || url.search !== '' || url.hash !== '')
    throw new InputError(
      `--queue may end in the number of a database, such as redis://host:6379/1, and in nothing else`,
    );
  const db = Number(url.pathname.slice(1));
  const port = url.port === '' ? 6379 : Number(url.port);
  const host = decode(url.hostname).replace(/^\[|\]$/g, '');
  const secret = url.password === '' ? password : decode(url.password);
  const at = `${url.hostname}:${port}${db === 0 ? '' : `/${db}`}`;
  return {
    ...{ host, port, db, secure, shown: `${url.protocol}//${at}` },
    ...(url.username !== '' && { username: decode(url.username) }),
    ...(secret !== undefined && secret !== '' && { password: secret }),
  };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** A part of a URL as it was meant. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
