/** Threads of each run's process, which compute pieces of its examples at once, and how their number came about. */
export interface Threads {
  readonly count: number;
  readonly chosen: 'default' | 'user';
}
