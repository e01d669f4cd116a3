import type { JsonObject } from '../plot/figure.ts';
import { patched } from '../plot/patch.ts';
import { type AxisName, canSwitch, datasetsOf, isLogarithmic, switched } from './axes.ts';
import { type Drawn, draw } from './draw.ts';
import { legendButtons } from './legend.ts';
import type { FigureData } from './page-data.ts';
import { type Scene, sceneIn } from './scene.ts';
import { button, type Tool } from './tools.ts';
import { walk } from './walk.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Of letters on a narrow screen, as a share of their size on the page. */
const LEAST = 0.6;
/** Height over width on a narrow screen, where a wide picture would be flat. */
const TALL = 0.78;
const NARROW = 480;

const ZOOM = 1.5;

/** Makes a chart of the picture in a figure: values on hover and by arrow keys, series on and off, linear or logarithmic, zoom. */
export function interactiveFigure(figure: HTMLElement, data: FigureData): void {
  const scene = sceneIn(figure.querySelector<HTMLElement>('.plot')!);
  try {
    start(scene, data);
  } catch (error) {
    scene.remove();
    throw error;
  }
}

function start({ canvas, frame, bubble, legend, tools, voice }: Scene, data: FigureData): void {
  const hidden = new Set<string>();
  const logarithmic = new Map<AxisName, boolean>(
    AXES.map((axis) => [axis, isLogarithmic(data.config, axis)]),
  );
  let drawn: Drawn | undefined;

  const config = (): JsonObject => {
    const own = (dark.matches ? patched(data.config, data.dark) : data.config) as JsonObject;
    return AXES.reduce((from, axis) => switched(from, axis, logarithmic.get(axis)!), own);
  };
  const redraw = () => {
    drawn?.chart.destroy();
    bubble.hidden = true;
    const width = frame.clientWidth;
    const shape = Math.max(data.height / data.width, width < NARROW ? TALL : 0);
    frame.style.height = `${Math.round(width * shape)}px`;
    const by = Math.max(LEAST, width / data.width);
    drawn = draw(canvas, config(), { by, hidden, bubble });
  };
  const relabel = () => {
    const toggle = (series: string, shown: boolean) => {
      if (shown) hidden.delete(series);
      else hidden.add(series);
      drawn?.show(hidden);
    };
    legend.replaceChildren(...legendButtons(datasetsOf(config()), hidden, toggle));
  };
  const switches = AXES.filter((axis) => canSwitch(data.config, axis)).map(
    (axis): Tool => ({
      text: `log ${axis}`,
      title: `logarithmic ${axis} axis`,
      pressed: logarithmic.get(axis)!,
      act: (pressed) => {
        logarithmic.set(axis, pressed);
        redraw();
      },
    }),
  );
  const zooms: readonly (Tool & { readonly key: string })[] = [
    { text: '+', sign: true, key: '+', title: 'zoom in', act: () => drawn?.zoom(ZOOM) },
    { text: '−', sign: true, key: '-', title: 'zoom out', act: () => drawn?.zoom(1 / ZOOM) },
    { text: 'reset', key: '0', title: 'show all of the figure', act: () => drawn?.reset() },
  ];
  tools.append(...[...switches, ...zooms].map(button));

  frame.addEventListener('keydown', (event) => {
    if (drawn === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const tool = zooms.find(({ key }) => key === event.key);
    if (tool === undefined && !walk(drawn.chart, event.key, voice)) return;
    tool?.act(true);
    event.preventDefault();
  });
  canvas.addEventListener('dblclick', () => drawn?.reset());
  dark.addEventListener('change', () => {
    relabel();
    redraw();
  });
  relabel();
  redraw();
  let width = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth === width || frame.clientWidth === 0) return;
    width = frame.clientWidth;
    redraw();
  }).observe(frame);
}

const AXES: readonly AxisName[] = ['x', 'y'];
