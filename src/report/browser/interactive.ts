import { interactiveFigure } from './figure.ts';
import type { PageData } from './page-data.ts';

/** How far below the window figures are made ready. */
const AHEAD = '800px';

const text = document.getElementById('figures-data')?.textContent;
const data = JSON.parse(text ?? '{}') as PageData;

// Each figure when it comes near: a page opens at once, however many there are.
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const figure = target as HTMLElement;
      const own = data[figure.dataset.figure ?? ''];
      if (!isIntersecting || own === undefined) continue;
      near.unobserve(figure);
      interactiveFigure(figure, own);
    }
  },
  { rootMargin: AHEAD },
);
for (const figure of document.querySelectorAll('figure[data-figure]')) near.observe(figure);

// Paper cannot be unfolded.
const folded = () => document.querySelectorAll<HTMLDetailsElement>('details:not([open])');
let opened: HTMLDetailsElement[] = [];
addEventListener('beforeprint', () => {
  opened = [...folded()];
  for (const one of opened) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of opened) one.open = false;
});
