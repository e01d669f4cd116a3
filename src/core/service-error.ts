/**
 * A service that the work needs, such as a queue on another machine, cannot be reached or does not do as it is asked.
 *
 * The message is one line: what, why, what to do.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}
