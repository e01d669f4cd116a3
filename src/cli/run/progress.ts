import { SingleBar } from 'cli-progress';
import type { RunEvent } from '../../lab/runner/compute-runs.ts';
import type { Report } from '../../lab/runner/messages.ts';
import { complain, note, onTerminal } from '../shared/output.ts';
import { runTitle } from '../shared/run-title.ts';
import { timeLeft } from './time-left.ts';

type RunOf = Extract<RunEvent, { readonly kind: 'run' }>;

/** Seconds without a line after which one says how far a run is, where there is no terminal. */
const SILENCE = 60;

/** Shows an experiment's progress: a bar on a terminal; elsewhere a line per finished run, and one a minute while none ends. */
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
  const clock = () => performance.now() / 1000;
  const left = timeLeft(clock);
  const fractions = new Map<string, number>();
  let last = clock();
  let finished = 0;
  let total = 0;
  const bar = onTerminal()
    ? new SingleBar({
        format: '  {bar} {done}/{runs} runs · {duration_formatted}{left} · {label}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 30,
        hideCursor: true,
        clearOnComplete: true,
      })
    : undefined;
  const draw = (label: string) => {
    const open = [...fractions.values()].reduce((a, b) => a + b, 0);
    bar?.update(finished + open, { done: finished, runs: total, label, left: leftText(' · ') });
  };
  const leftText = (before: string) => {
    const text = finished < total ? left.text() : '';
    return text === '' ? '' : `${before}${text}`;
  };
  const line = (text: string) => {
    last = clock();
    note(`[${finished}/${total}] ${text}${leftText('; ')}`);
  };
  return {
    show(event) {
      left.follow(event);
      if (event.kind === 'work') return;
      if (event.kind === 'planned') {
        ({ total, finished } = event);
        const { unchecked } = event;
        const known = finished > 0 ? `, ${finished} of them on record already` : '';
        const old = unchecked > 0 ? `, ${unchecked} without hashes to check them by` : '';
        note(`${total} runs${known}${old}`);
        if (finished < total)
          bar?.start(total, finished, { done: finished, runs: total, label: '', left: '' });
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
        if (bar === undefined) line(`${runTitle(event.spec)}: computed by another runner`);
        return;
      }
      const { report } = event;
      const name = titleOf(event);
      if (report.kind === 'progress') {
        fractions.set(report.id, report.fraction);
        const now = `${name}: ${phaseText(report)}`;
        draw(now);
        if (bar === undefined && clock() - last > SILENCE) line(now);
        return;
      }
      if (report.kind === 'notice') {
        note(`${name}: ${report.message}`);
        return;
      }
      fractions.delete(report.id);
      finished++;
      draw(name);
      if (report.kind === 'failed')
        complain(`[${finished}/${total}] ${name}: failed: ${report.message}`);
      else if (bar === undefined) line(`${name}: ${report.ending}, ${report.seconds.toFixed(1)} s`);
    },
    stop: () => bar?.stop(),
  };
}

/** `reading data`, `training 43 %`, `measuring trace`: what a run does. */
function phaseText({ phase, fraction }: Extract<Report, { kind: 'progress' }>): string {
  switch (phase) {
    case 'data':
      return 'reading data';
    case 'start':
      return 'training to its start';
    case 'training':
      return `training ${Math.floor(100 * fraction)} %`;
    default:
      return `measuring ${phase}`;
  }
}

function warn(event: RunEvent): void {
  if (event.kind === 'damaged') complain(event.message);
}

function sharedText({ count, total, hosts, left }: Extract<RunEvent, { kind: 'shared' }>): string {
  const those = `${count} of ${total} runs ${count === 1 ? 'is' : 'are'} being computed`;
  const by = `by ${hosts.length === 1 ? 'another runner on host' : 'other runners on hosts'} ${hosts.join(', ')}`;
  return `${those} ${by}${left ? ': waiting for what becomes of them' : '; the others are shared with it'}`;
}
