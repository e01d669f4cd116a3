import type { Outcome } from '../state/outcome.ts';
import { type Question, texts } from '../state/question.ts';
import { questions } from '../state/questions.ts';
import { button, byId, create } from './elements.ts';

/** The list of questions, and the one that is asked. */
export interface QuestionPanel {
  /** Shows a question, or none. */
  ask(question: Question | undefined): void;
  /** Says what a run answers, and whether the prediction held. */
  reveal(outcome: Outcome): void;
}

/** Fills the list of questions; `chosen` is told of the one that is picked, and `predicted` once its run is wanted. */
export function questionPanel(
  chosen: (question: Question) => void,
  predicted: () => void,
): QuestionPanel {
  const buttons = new Map(
    questions.map((question) => [question.id, button(question.title, () => chosen(question))]),
  );
  byId('question-list').append(
    ...texts.flatMap((text) => [
      create('h3', {}, text),
      create(
        'ol',
        {},
        ...questions
          .filter((question) => question.text === text)
          .map((question) => create('li', {}, buttons.get(question.id)!)),
      ),
    ]),
  );
  const panel = byId('question');
  let asked: Question | undefined;
  let prediction: string | undefined;
  const answer = create('div', { id: 'reveal', role: 'status' });
  return {
    ask(question) {
      if (question === asked) return;
      asked = question;
      prediction = undefined;
      for (const [id, one] of buttons) one.setAttribute('aria-pressed', `${id === question?.id}`);
      panel.hidden = question === undefined;
      answer.replaceChildren();
      if (question === undefined) return;
      const start = button('Train and see', predicted);
      start.className = 'primary';
      start.disabled = true;
      const choose = (id: string) => {
        prediction = id;
        start.disabled = false;
      };
      panel.replaceChildren(...asking(question, choose), start, answer);
    },
    reveal(outcome) {
      if (asked === undefined || outcome.state.question !== asked.id) return;
      answer.replaceChildren(...answering(asked, prediction, outcome));
    },
  };
}

function asking(question: Question, choose: (id: string) => void): HTMLElement[] {
  const { section, quote, title, asks, choices, text } = question;
  const options = choices.map(({ id, says }) => {
    const input = create('input', {
      type: 'radio',
      name: 'prediction',
      value: id,
      id: `choice-${id}`,
    });
    input.addEventListener('change', () => choose(id));
    return create('div', {}, input, create('label', { for: `choice-${id}` }, says));
  });
  return [
    create('h2', { tabindex: -1, id: 'question-title' }, title),
    create('blockquote', {}, `“${quote}”`),
    create('p', { class: 'soft' }, `${text}, section ${section}`),
    create('p', {}, asks),
    create('fieldset', {}, create('legend', {}, 'Your prediction'), ...options),
  ];
}

function answering(
  { choices, theory, because, reveal }: Question,
  prediction: string | undefined,
  outcome: Outcome,
): HTMLElement[] {
  const { choice, says } = reveal(outcome);
  const wording = (id: string) => choices.find((one) => one.id === id)!.says;
  const verdict =
    choice === undefined
      ? 'This run is between the answers.'
      : prediction === undefined
        ? `Answer: ${wording(choice)}.`
        : choice === prediction
          ? 'Your prediction held.'
          : `Your prediction did not hold. ${wording(choice)}.`;
  const held = choice === theory ? '' : ` Theory predicts otherwise: ${wording(theory)}.`;
  return [
    create('p', { class: 'verdict' }, verdict),
    create('p', {}, says),
    create('p', {}, `${because}${held}`),
  ];
}
