/** The style sheet of the HTML page: a paper's page in light, dark and print. */
export const STYLE = `
:root { --ink: #1c1e21; --soft: #5c6066; --rule: #d9dce0; --paper: #ffffff; --shade: #f4f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e6e9; --soft: #a3a8af; --rule: #3a3e44; --paper: #16181b; --shade: #22252a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 17px/1.55 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "DejaVu Serif", serif; }
main { max-width: 920px; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1, h2, h3, table, pre { font-family: system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; color: var(--soft); font-weight: 600; }
p, ul { margin: .4rem 0 1rem; }
p.lead { font-size: 1.2rem; font-style: italic; color: var(--soft); }
ul { padding-left: 1.2rem; }
li { margin: .3rem 0; overflow-wrap: anywhere; }
figure { margin: 2rem 0 2.6rem; break-inside: avoid; }
figure img { display: block; width: 100%; height: auto; background: #fff; border-radius: 6px; }
figcaption { font-size: .88rem; line-height: 1.5; color: var(--soft); margin-top: .7rem; }
figcaption b { color: var(--ink); }
.table { overflow-x: auto; margin: 0 0 2rem; }
table { border-collapse: collapse; font-size: .8rem; line-height: 1.4; font-variant-numeric: tabular-nums;
  border-bottom: 1.5px solid var(--ink); }
p.caption { font-size: .88rem; color: var(--soft); margin: 1.2rem 0 .5rem; break-after: avoid; }
thead th { border-top: 1.5px solid var(--ink); border-bottom: 1px solid var(--ink); font-weight: 600; }
th, td { padding: .3rem .55rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tbody tr + tr td { border-top: 1px solid var(--rule); }
pre { background: var(--shade); padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; font-size: .85rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media print {
  :root { --ink: #000; --soft: #333; --rule: #bbb; --paper: #fff; --shade: #f4f4f4; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  table { font-size: 7pt; }
  th, td { padding: .15rem .3rem; white-space: normal; }
}
`;
