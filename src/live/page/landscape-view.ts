import { significant } from '../../core/format.ts';
import { landscapeSvg } from '../plot/landscape.ts';
import { percent } from '../state/judging.ts';
import type { Landscape } from '../state/messages.ts';
import type { LiveState } from '../state/state.ts';
import { byId } from './elements.ts';
import { figureOf } from './figure.ts';

/** The landscape as the page shows it. */
export interface LandscapeView {
  show(landscape: Landscape, state: LiveState): void;
}

/** Fills the section of the landscape. */
export function landscapeView(): LandscapeView {
  let shown: Landscape | undefined;
  const figure = figureOf('landscape', 0.95, (size, palette) =>
    shown === undefined ? '' : landscapeSvg(shown, size, palette),
  );
  byId('landscape').append(figure.element);
  return {
    show(landscape, state) {
      shown = landscape;
      byId('landscape-says').textContent = sentence(landscape, state);
      figure.element.hidden = false;
      figure.redraw();
    },
  };
}

/** What is known of the landscape, and what diverged on it. */
function sentence({ curvature, paths, flat }: Landscape, { surfaceRate: eta }: LiveState): string {
  const edge = 2 / curvature;
  const side = eta < edge ? 'below' : 'beyond';
  const gone = paths.filter(({ diverged }) => diverged).map(({ title }) => title);
  return [
    `The largest curvature is λ = ${significant(curvature)}, and gradient descent is stable for η < 2/λ = ${significant(edge)}: η = ${significant(eta)} is ${side} that.`,
    ...(gone.length > 0 ? [`Diverged: ${gone.join(', ')}.`] : []),
    ...(flat === undefined
      ? []
      : [
          `Langevin dynamics spent ${percent(flat.time)} of the time in the flat well, exp(−L/T) has ${percent(flat.stationary)} of its weight there.`,
        ]),
  ].join(' ');
}
