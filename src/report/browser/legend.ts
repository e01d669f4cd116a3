import { colourOf, type Dataset } from './series.ts';

/** Buttons that take series out of a figure and put them back; nothing where none has a label. */
export function legendButtons(
  datasets: readonly Dataset[],
  hidden: ReadonlySet<string>,
  toggle: (series: string, shown: boolean) => void,
): readonly HTMLButtonElement[] {
  const labels = datasets.map(({ label }) => label);
  const labelled = datasets.filter(
    ({ label }, i) => label !== undefined && labels.indexOf(label) === i,
  );
  return labelled.map((dataset) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'series';
    button.ariaPressed = String(!hidden.has(dataset.label!));
    button.append(swatch(dataset), dataset.label!);
    button.addEventListener('click', () => {
      const shown = button.ariaPressed !== 'true';
      button.ariaPressed = String(shown);
      toggle(dataset.label!, shown);
    });
    return button;
  });
}

/** Paths of markers about the origin, 10 high. */
const MARKERS: Readonly<Record<string, string>> = {
  rect: 'M-4 -4H4V4H-4Z',
  rectRounded: 'M-3 -4H3Q4 -4 4 -3V3Q4 4 3 4H-3Q-4 4 -4 3V-3Q-4 -4 -3 -4Z',
  rectRot: 'M0 -5L5 0L0 5L-5 0Z',
  triangle: 'M0 -5L5 4H-5Z',
  circle: 'M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0 -4.5 0Z',
};
const CROSS = 'M-4 -4L4 4M-4 4L4 -4';

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** The line or marker of a dataset. */
function swatch(dataset: Dataset): SVGSVGElement {
  const svg = document.createElementNS(NAMESPACE, 'svg');
  svg.setAttribute('viewBox', '-13 -7 26 14');
  svg.setAttribute('aria-hidden', 'true');
  const point = dataset.pointStyle ?? 'circle';
  const colour = colourOf(dataset);
  const line = point === 'line';
  const crossed = point.startsWith('cross');
  const path = document.createElementNS(NAMESPACE, 'path');
  path.setAttribute(
    'd',
    line ? 'M-13 0H13' : crossed ? CROSS : (MARKERS[point] ?? MARKERS.circle!),
  );
  const width = line ? Math.min(5, dataset.borderWidth ?? 2) : 2;
  path.setAttribute('stroke', line || crossed ? colour : 'none');
  path.setAttribute('stroke-width', String(width));
  path.setAttribute('stroke-dasharray', (dataset.borderDash ?? []).map((d) => 0.6 * d).join(' '));
  path.setAttribute('fill', line || crossed ? 'none' : colour);
  svg.append(path);
  return svg;
}
