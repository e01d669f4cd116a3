import { openInBrowser } from '../../engine/in-browser.ts';
import { openTask } from '../../lab/task/task.ts';
import { lanesOf } from '../state/lanes.ts';
import type { Answer, Request } from '../state/messages.ts';
import { problemOf } from '../state/problem.ts';
import type { LiveState } from '../state/state.ts';
import { imageSource, noArrays } from '../training/image-source.ts';
import { landscapeOf } from '../training/landscape.ts';
import { sideBySide } from '../training/side-by-side.ts';

const folder = new URL('.', self.location.href).href;
const answer = (message: Answer): void => self.postMessage(message);

/** The next message is looked at in between. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const images = imageSource(async () => {
  const response = await fetch(`${folder}digits.bin`);
  if (!response.ok || response.body === null)
    throw new Error(`digits.bin could not be fetched: ${response.status}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
});

/** The run that is wanted; undefined once it was stopped. */
let wanted: number | undefined;

async function trainFor(run: number, state: LiveState): Promise<void> {
  wanted = run;
  const task = await openTask(problemOf(state), { images, readArrays: noArrays });
  try {
    const { label, preparation, objective } = task;
    const { parameters } = objective;
    const begun = { label, parameters, preparation, lanes: lanesOf(state) };
    answer({ kind: 'begun', run, begun });
    const path = sideBySide(state, task);
    for (let next = path.next(); ; next = path.next()) {
      if (next.done === true) return answer({ kind: 'ended', run, ends: next.value });
      answer({ kind: 'row', run, row: next.value });
      await pause();
      if (wanted === run) continue;
      path.return([]);
      return answer({ kind: 'ended', run });
    }
  } finally {
    task.dispose();
  }
}

const opened = openInBrowser(folder);

async function serve(request: Request): Promise<void> {
  await opened;
  switch (request.kind) {
    case 'stop':
      wanted = undefined;
      return;
    case 'train':
      return trainFor(request.run, request.state);
    case 'landscape':
      return answer({ kind: 'landscape', landscape: await landscapeOf(request.state) });
  }
}

const fail = (error: unknown): void =>
  answer({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });

self.onmessage = ({ data }: MessageEvent<Request>) => void serve(data).catch(fail);
opened.then(() => answer({ kind: 'ready' }), fail);
