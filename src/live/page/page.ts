import { addressOf, stateOf } from '../state/address.ts';
import { experimentFile } from '../state/experiment-file.ts';
import type { Landscape, LaneEnd } from '../state/messages.ts';
import { questionOf, stateOfQuestion } from '../state/questions.ts';
import type { LiveState } from '../state/state.ts';
import { type Change, controlsOf } from './controls.ts';
import { button, byId } from './elements.ts';
import { landscapeView } from './landscape-view.ts';
import { questionPanel } from './question-panel.ts';
import { runView } from './run-view.ts';
import { saveText } from './save.ts';
import { trainer } from './trainer.ts';

let state = stateOf(location.hash);
/** The state that is being trained, or was last. */
let trained: LiveState | undefined;
let ends: readonly LaneEnd[] | undefined;
let landscape: Landscape | undefined;

const [train, stop] = [byId<HTMLButtonElement>('train'), byId<HTMLButtonElement>('stop')];
const run = runView();
const surface = landscapeView();

const worker = trainer({
  ready: () => run.say('Ready. Choose a question, or press Train.'),
  begun: run.begun,
  row: run.row,
  ended(found) {
    ends = found;
    running(false);
    run.ended(found);
    reveal();
  },
  landscape(found) {
    landscape = found;
    surface.show(found, state);
    reveal();
  },
  failed(reason) {
    running(false);
    run.say(`This did not work: ${reason}`);
  },
});

const panel = questionPanel(
  (question) => {
    // What was trained before is no answer to a prediction that is yet to be made.
    ends = undefined;
    set(stateOfQuestion(question));
    byId('question-title').focus();
  },
  () => start(),
);

const changed = (change: Change) => set({ ...state, ...change, question: '' });
const settings = controlsOf(
  [
    ...(['data', 'train', 'labelNoise', 'network', 'activation', 'loss'] as const),
    ...(['rate', 'batch', 'companion', 'time', 'seed', 'curvature'] as const),
  ],
  byId('settings'),
  changed,
);
const surfaceSettings = controlsOf(
  ['surface', 'surfaceRate', 'temperature'],
  byId('surface'),
  changed,
);
byId('save-experiment').append(
  button('Save as experiment', () => saveText('live.yaml', yaml(), 'application/yaml')),
);

function set(next: LiveState): void {
  const before = state;
  state = next;
  history.replaceState(null, '', `#${addressOf(state)}`);
  show();
  const isNew = (['surface', 'surfaceRate', 'temperature', 'seed'] as const).some(
    (key) => before[key] !== state[key],
  );
  if (isNew) draw();
}

function show(): void {
  settings(state);
  surfaceSettings(state);
  panel.ask(questionOf(state));
  byId<HTMLAnchorElement>('link').href = `#${addressOf(state)}`;
  byId('yaml').textContent = yaml();
}

/** Has the landscape drawn anew. */
function draw(): void {
  landscape = undefined;
  worker.landscape(state);
}

const yaml = () =>
  experimentFile(
    state,
    questionOf(state)?.asks ??
      'How do gradient flow, gradient descent and SGD differ from one start?',
  );

function start(): void {
  trained = state;
  ends = undefined;
  running(true);
  run.start(state);
  worker.train(state);
}

function running(now: boolean): void {
  stop.disabled = !now;
  train.textContent = now ? 'Train anew' : 'Train';
}

/** Answers the question that was trained, once its run and its landscape are there. */
function reveal(): void {
  if (trained === undefined || ends === undefined || landscape === undefined) return;
  panel.reveal({ state: trained, rows: run.rows, ends, landscape });
}

byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
byId('surface').addEventListener('submit', (event) => event.preventDefault());
stop.addEventListener('click', () => worker.stop());
byId('skip').addEventListener('click', (event) => {
  // The part of the address after # is the state's.
  event.preventDefault();
  byId('controls').focus();
});
addEventListener('hashchange', () => {
  const next = stateOf(location.hash);
  if (addressOf(next) !== addressOf(state)) set(next);
});

// What may be wider than a narrow window is scrolled by keyboard too.
for (const id of ['numbers', 'yaml-text']) byId(id).tabIndex = 0;

show();
draw();
