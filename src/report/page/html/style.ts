import { FIGURE } from './figure-style.ts';
import { PRINT } from './print-style.ts';

/** The style sheet of the HTML page: a paper's page in light, dark and print, for wide windows and for phones. */
export const STYLE = `
:root { --ink: #1c1e21; --soft: #565b62; --rule: #d9dce0; --paper: #ffffff; --shade: #f4f5f7; --link: #1f4f9e;
  --good: #14603a; --good-shade: #e1f3e8; --bad: #8f1f14; --bad-shade: #fce7e4; --open: #6b4500; --open-shade: #fff0d2;
  --none: #3d434b; --none-shade: #eceef1; --band: #dfe3e9; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e4e6e9; --soft: #a9aeb5; --rule: #3a3e44; --paper: #16181b; --shade: #22252a; --link: #9dbdff;
    --good: #86e3b4; --good-shade: #12382a; --bad: #ffb3a9; --bad-shade: #4a211c; --open: #ffd58a; --open-shade: #40310f;
    --none: #cfd4da; --none-shade: #2b3036; --band: #343a42; }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.55 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "DejaVu Serif", serif; }
main { max-width: 1180px; margin: 0 auto; padding: 2.2rem 1.5rem 5rem; }
h2, h3, table, pre, nav, summary, .badge, .title, .extent { font-family: system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.title { margin: 0 0 .35rem; color: var(--soft); font-size: .9rem; font-weight: 600; }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.35vw, 2.1rem); line-height: 1.22; letter-spacing: -.01em; margin: 0 0 1.4rem;
  max-width: 34em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.6rem 0 .9rem; scroll-margin-top: 1rem; }
h3 { font-size: .95rem; margin: 1.5rem 0 .3rem; color: var(--soft); font-weight: 600; }
p, ul { margin: .4rem 0 1rem; }
ul { padding-left: 1.2rem; }
li { margin: .3rem 0; max-width: 46em; overflow-wrap: anywhere; }
.opening { display: grid; gap: 1.2rem 2.4rem; align-items: start; }
.opening figure { margin: 0; }
.answer { border-left: 3px solid var(--rule); padding-left: 1.1rem; }
.answer p { margin: 0 0 .8rem; }
.answer .says { font-size: 1.28rem; line-height: 1.42; }
.answer .note { color: var(--soft); font-size: .95rem; }
.alone .numbers { max-width: 46em; }
@media (min-width: 900px) { .opening:not(.alone) { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); } }
.badge { display: inline-block; white-space: nowrap; font-size: .78rem; line-height: 1.3; font-weight: 650; letter-spacing: .01em;
  padding: .14rem .55rem; border-radius: 1rem; vertical-align: .12em; color: var(--none); background: var(--none-shade); }
.says .badge { font-size: .86rem; margin-right: .3rem; }
.badge.supported { color: var(--good); background: var(--good-shade); }
.badge.refuted { color: var(--bad); background: var(--bad-shade); }
.badge.inconclusive { color: var(--open); background: var(--open-shade); }
.contents { margin: 2rem 0 0; border: solid var(--rule); border-width: 1px 0; font-size: .85rem; }
.contents ul { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; list-style: none; margin: 0; padding: .55rem 0; }
.contents li { margin: 0; }
.contents a { display: inline-block; padding: .2rem 0; text-decoration: none; }
.contents a:hover { text-decoration: underline; }
.table { overflow-x: auto; margin: 1.2rem 0 2rem; }
table { border-collapse: collapse; font-size: .82rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font: .86rem/1.5 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif;
  padding: 0 0 .5rem; max-width: 46em; }
thead th { border: solid var(--ink); border-width: 1.5px 0 1px; font-weight: 600; }
tbody tr:last-child > * { border-bottom: 1.5px solid var(--ink); }
th, td { padding: .32rem .6rem; text-align: right; white-space: nowrap; font-weight: 400; }
th:first-child { text-align: left; padding-left: 0; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
.statements { width: 100%; font-size: .88rem; }
.statements th, .statements td { text-align: left; vertical-align: top; padding: .7rem .8rem .7rem 0; }
.statements td:not([data-name="verdict"]) { white-space: normal; }
.statements thead th { padding: .4rem .8rem .4rem 0; }
.statements tbody th { white-space: normal; min-width: 16em; }
.statements .says { display: block; font-weight: 600; }
.statements .says a { font-weight: 400; white-space: nowrap; margin-left: .3rem; }
.statements .quantity, .statements .reason { display: block; color: var(--soft); font-size: .82rem; margin-top: .15rem; }
.statements .reason { color: var(--ink); }
.statements tr { scroll-margin-top: 1rem; }
.statements caption { font-size: .82rem; caption-side: bottom; padding: .6rem 0 0; }
.scores .says a { margin: 0; white-space: normal; }
.quotes dt { font: 600 .86rem/1.4 system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; color: var(--soft); margin: 1.1rem 0 .2rem; }
.quotes dd { margin: .35rem 0; max-width: 52em; overflow-wrap: anywhere; } .quotes .badge { margin-right: .35rem; } .quotes a { font-size: .85rem; }
.quotes .reason { color: var(--soft); font-size: .9rem; }
.formula { overflow-x: auto; font-size: 1.1rem; }
.ranges { display: block; margin-top: .35rem; color: var(--none); overflow: visible; }
.supported .ranges { color: var(--good); } .refuted .ranges { color: var(--bad); } .inconclusive .ranges { color: var(--open); }
.ranges .predicted { fill: var(--band); } .ranges .measured { stroke: currentColor; stroke-width: 2.5; } .ranges circle { fill: currentColor; }
details { border-top: 1px solid var(--rule); }
details + h2 { padding-top: 1.2rem; border-top: 1px solid var(--rule); margin-top: 0; }
main > details:first-of-type { margin-top: 2rem; }
summary { display: flex; align-items: baseline; gap: .6rem; padding: .8rem 0; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--soft); width: .8rem; flex: none; }
details[open] > summary::before { content: "▾"; }
summary h2 { display: inline; margin: 0; font-size: 1.08rem; }
summary:hover h2 { color: var(--link); }
.extent { color: var(--soft); font-size: .84rem; }
.folded { padding: 0 0 1.6rem 1.4rem; scroll-margin-top: 4rem; }
.folded > h3:first-child { margin-top: .3rem; }
pre { background: var(--shade); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; font-size: .85rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media screen and (max-width: 720px) {
  body { font-size: 16px; }
  main { padding: 1.2rem 1rem 3rem; }
  h1 { margin-bottom: 1rem; }
  .answer { padding-left: .8rem; }
  .answer .says { font-size: 1.12rem; }
  .folded { padding-left: 0; }
  .statements, .statements tbody, .statements tr, .statements th, .statements td, .statements caption { display: block; width: auto; }
  .statements thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .statements tr { padding: .7rem 0; border-top: 1px solid var(--rule); }
  .statements tbody tr > * { border: 0; padding: .15rem 0; white-space: normal; }
  .statements td::before { content: attr(data-name); color: var(--soft); display: inline-block; width: 6.2em; }
  .statements .ranges { margin-left: 6.2em; }
  .statements td[data-name="verdict"]::before { content: none; }
}
${FIGURE}${PRINT}`;
