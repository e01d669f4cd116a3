import { InputError, reason } from '../../core/error.ts';
import { moduleFiles } from './module-files.ts';

/**
 * What the user's module at a path exports by default; it is executed, types in it being dropped.
 *
 * Every call reads and executes its files anew, so that a process which does many runs knows of changes.
 *
 * @throws InputError where it cannot be read or executed, or imports what it may not
 */
export async function readModule(path: string): Promise<unknown> {
  moduleFiles(path);
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, {
    ...{ fsCache: false, moduleCache: false, interopDefault: false },
  });
  try {
    const { default: found } = await jiti.import<{ readonly default?: unknown }>(path);
    return found;
  } catch (error) {
    throw new InputError(`${path} cannot be loaded: ${reason(error)}`);
  }
}
