/** Of figures: the picture, and where scripts run the chart in its place with its buttons. */
export const FIGURE = `
figure { margin: 0; break-inside: avoid; min-width: 0; scroll-margin-top: 1rem; }
figure img { display: block; width: 100%; height: auto; border-radius: 4px; }
figcaption { font-size: .86rem; line-height: 1.5; color: var(--soft); margin-top: .6rem; overflow-wrap: anywhere; }
figcaption b { color: var(--ink); }
.figures { display: grid; gap: 2.4rem 2rem; margin: 1.6rem 0; }
.drawn picture { display: none; }
.frame { position: relative; border-radius: 4px; }
.frame canvas { cursor: crosshair; }
.bubble { position: absolute; z-index: 1; pointer-events: none; max-width: 62%; padding: .35rem .6rem; border-radius: 5px;
  background: var(--ink); color: var(--paper); font: .78rem/1.4 system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
.bubble b, .bubble span { display: block; } .bubble[hidden] { display: none; }
.controls { display: flex; flex-wrap: wrap; gap: .1rem .35rem; align-items: center; padding: 0 0 .35rem; }
.controls button { font: 500 .78rem/1.3 system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; color: var(--ink);
  background: none; border: 1px solid transparent; border-radius: 4px; padding: .2rem .4rem; min-height: 1.7rem; cursor: pointer; }
.controls button:hover { background: var(--shade); }
.legend { display: contents; }
.controls .series { display: inline-flex; align-items: center; gap: .4rem; }
.series svg { width: 26px; height: 14px; flex: none; }
.series[aria-pressed="false"] { color: var(--soft); text-decoration: line-through; }
.series[aria-pressed="false"] svg { opacity: .25; }
.tools { display: flex; gap: .25rem; margin-left: auto; }
.controls .tools button { border-color: var(--rule); color: var(--soft); min-width: 1.9rem; }
.controls .tools button[aria-pressed="true"] { background: var(--shade); color: var(--ink); border-color: var(--soft); }
.voice { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 900px) { .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media print { .drawn picture { display: block; } .frame, .controls { display: none; } }
`;
