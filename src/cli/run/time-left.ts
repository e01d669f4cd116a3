import { expectedOf } from '../../lab/costs/expected.ts';
import { trainingShare } from '../../lab/costs/expected-cost.ts';
import { type Remaining, remaining } from '../../lab/costs/remaining.ts';
import type { RunEvent } from '../../lab/runner/compute-runs.ts';
import { durationText } from '../shared/ahead-text.ts';

/** Follows the events of a computation, and tells in words how much time is left of it. */
export interface TimeLeft {
  follow(event: RunEvent): void;
  /** `about 3 min left`; empty while too little was seen to say, and once nothing is left. */
  text(): string;
}

/** `clock` gives seconds. */
export function timeLeft(clock: () => number): TimeLeft {
  let left: Remaining | undefined;
  /** Of each run, the share of its work that is training. */
  const shares = new Map<string, number>();
  return {
    follow(event) {
      const now = clock();
      if (event.kind === 'work') {
        const expected = expectedOf(event.taken, 1);
        for (const [id, spec] of event.open) shares.set(id, trainingShare(spec));
        const open = [...event.open].map(([id, spec]) => [id, expected(spec).seconds] as const);
        left = remaining(new Map(open), event.lanes, now);
        return;
      }
      if (event.kind === 'elsewhere') left?.ended(event.id);
      if (event.kind !== 'run') return;
      const { report } = event;
      if (report.kind === 'progress' && report.phase === 'training')
        // Probes are counted by their end alone.
        left?.progress(report.id, report.fraction * (shares.get(report.id) ?? 1), now);
      else if (report.kind === 'done') left?.ended(report.id, report.seconds);
      else if (report.kind === 'failed') left?.failed(report.id);
    },
    text() {
      const seconds = left?.seconds(clock());
      return seconds === undefined || seconds < 1 ? '' : `about ${durationText(seconds)} left`;
    },
  };
}
