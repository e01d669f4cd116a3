import type { Answer, Begun, Landscape, LaneEnd, Request, Row } from '../state/messages.ts';
import type { LiveState } from '../state/state.ts';

/** What the page is told of by its worker. */
export interface Told {
  ready(): void;
  begun(begun: Begun): void;
  row(row: Row): void;
  /** `ends` is absent where the run was stopped. */
  ended(ends: readonly LaneEnd[] | undefined): void;
  landscape(landscape: Landscape): void;
  failed(reason: string): void;
}

/** The worker that trains, so that the page stays fluent. */
export interface Trainer {
  train(state: LiveState): void;
  landscape(state: LiveState): void;
  stop(): void;
}

/** Starts the worker beside this script. */
export function trainer(told: Told): Trainer {
  const worker = new Worker(new URL('worker.js', document.baseURI));
  const ask = (request: Request) => worker.postMessage(request);
  let run = 0;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    // What is left of a run before this one concerns nobody.
    if (!('run' in data) || data.run === run) hand(data, told);
  };
  worker.onerror = ({ message }) => told.failed(message);
  return {
    train: (state) => ask({ kind: 'train', run: ++run, state }),
    landscape: (state) => ask({ kind: 'landscape', state }),
    stop: () => ask({ kind: 'stop' }),
  };
}

function hand(answer: Answer, told: Told): void {
  switch (answer.kind) {
    case 'ready':
      told.ready();
      break;
    case 'begun':
      told.begun(answer.begun);
      break;
    case 'row':
      told.row(answer.row);
      break;
    case 'ended':
      told.ended(answer.ends);
      break;
    case 'landscape':
      told.landscape(answer.landscape);
      break;
    case 'failed':
      told.failed(answer.reason);
      break;
  }
}
