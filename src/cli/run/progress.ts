import { SingleBar } from 'cli-progress';
import type { RunEvent } from '../../lab/runner/compute-runs.ts';
import { complain, note, onTerminal } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';

type RunOf = Extract<RunEvent, { readonly kind: 'run' }>;

/** Shows an experiment's progress: a bar on a terminal, a line per finished run elsewhere. */
export interface Progress {
  show(event: RunEvent): void;
  stop(): void;
}

/** `titleOf` names a run in a line. */
export function progress(
  quiet: boolean,
  titleOf: (event: RunOf) => string = ({ spec }) => runTitle(spec),
): Progress {
  if (quiet) return { show: warn, stop: () => {} };
  const fractions = new Map<string, number>();
  let finished = 0;
  let total = 0;
  const bar = onTerminal()
    ? new SingleBar({
        format: '  {bar} {done}/{runs} runs · {duration_formatted} · {label}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 30,
        hideCursor: true,
        clearOnComplete: true,
      })
    : undefined;
  const draw = (label: string) => {
    const open = [...fractions.values()].reduce((a, b) => a + b, 0);
    bar?.update(finished + open, { done: finished, runs: total, label });
  };
  return {
    show(event) {
      if (event.kind === 'planned') {
        ({ total, finished } = event);
        const { unchecked } = event;
        const known = finished > 0 ? `, ${finished} of them on record already` : '';
        const old = unchecked > 0 ? `, ${unchecked} without hashes to check them by` : '';
        note(`${total} runs${known}${old}`);
        if (finished < total)
          bar?.start(total, finished, { done: finished, runs: total, label: '' });
        return;
      }
      if (event.kind === 'damaged') {
        warn(event);
        return;
      }
      if (event.kind === 'shared') {
        note(sharedText(event));
        return;
      }
      if (event.kind === 'elsewhere') {
        finished++;
        draw('');
        if (bar === undefined)
          note(`[${finished}/${total}] ${runTitle(event.spec)}: computed by another runner`);
        return;
      }
      const { report } = event;
      const name = titleOf(event);
      if (report.kind === 'progress') {
        fractions.set(report.id, report.fraction);
        draw(name);
        return;
      }
      if (report.kind === 'notice') {
        note(`${name}: ${report.message}`);
        return;
      }
      fractions.delete(report.id);
      finished++;
      draw(name);
      const line =
        report.kind === 'done'
          ? `[${finished}/${total}] ${name}: ${report.ending}, ${report.seconds.toFixed(1)} s`
          : `[${finished}/${total}] ${name}: failed: ${report.message}`;
      if (report.kind === 'failed') complain(line);
      else if (bar === undefined) note(line);
    },
    stop: () => bar?.stop(),
  };
}

function warn(event: RunEvent): void {
  if (event.kind === 'damaged') complain(event.message);
}

function sharedText({ count, total, hosts, left }: Extract<RunEvent, { kind: 'shared' }>): string {
  const those = `${count} of ${total} runs ${count === 1 ? 'is' : 'are'} being computed`;
  const by = `by ${hosts.length === 1 ? 'another runner on host' : 'other runners on hosts'} ${hosts.join(', ')}`;
  return `${those} ${by}${left ? ': waiting for what becomes of them' : '; the others are shared with it'}`;
}
