/** The parts of a figure that is a chart, in its `.plot`. */
export interface Scene {
  readonly canvas: HTMLCanvasElement;
  /** Holds the canvas, and the focus of those who walk through its values. */
  readonly frame: HTMLElement;
  /** Over the canvas, for what a point says. */
  readonly bubble: HTMLElement;
  readonly legend: HTMLElement;
  readonly tools: HTMLElement;
  /** What it holds is read out. */
  readonly voice: HTMLElement;
  /** Puts the picture back. */
  remove(): void;
}

/** Puts an empty chart with its buttons in the place of a picture, which is still printed. */
export function sceneIn(plot: HTMLElement): Scene {
  const { alt } = plot.querySelector('img')!;
  const canvas = element('canvas', { role: 'img', ariaLabel: alt });
  const frame = element('div', { className: 'frame', tabIndex: 0, role: 'group' });
  frame.ariaLabel = 'Chart: arrow keys read values, + and − zoom, 0 shows all';
  const bubble = element('div', { className: 'bubble', hidden: true, ariaHidden: 'true' });
  frame.append(canvas, bubble);
  const [legend, tools] = ['legend', 'tools'].map((className) => element('div', { className }));
  const controls = element('div', { className: 'controls' });
  controls.append(legend!, tools!);
  const voice = element('p', { className: 'voice', ariaLive: 'polite' });
  plot.append(controls, frame, voice);
  plot.classList.add('drawn');
  return {
    ...{ canvas, frame, bubble, legend: legend!, tools: tools!, voice },
    remove: () => {
      plot.classList.remove('drawn');
      for (const own of [controls, frame, voice]) own.remove();
    },
  };
}

const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] => Object.assign(document.createElement(tag), properties);
