/** How the page is printed: unfolded, in small type, three figures beside each other. */
export const PRINT = `
@page { size: A4; margin: 12mm 13mm; }
@media print {
  :root { --ink: #000; --soft: #333; --rule: #bbb; --paper: #fff; --shade: #f4f4f4; --link: #000; }
  html { font-size: 7.6pt; }
  body { font-size: 1rem; line-height: 1.34; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 1.8rem; margin-bottom: .6rem; }
  h2, h3, summary { break-after: avoid; }
  h2, summary h2 { font-size: 1.2rem; }
  h2 { margin: 1rem 0 .3rem; }
  h3 { font-size: 1rem; margin: .6rem 0 .1rem; }
  p, ul { margin: .2rem 0 .4rem; }
  li { margin: .12rem 0; max-width: none; }
  .contents, .on-screen { display: none; }
  .opening:not(.alone) { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .4rem 1.2rem; }
  .badge { border: .6pt solid currentColor; }
  .figures { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .8rem 1.2rem; margin: .4rem 0; }
  figcaption, caption { line-height: 1.3; margin-top: .2rem; max-width: none; }
  .table { overflow: visible; margin: .5rem 0 .8rem; }
  .table table { font-size: .86rem; }
  .wide th, .wide td { white-space: normal; }
  th, td { padding: .12rem .26rem; }
  .statements td { white-space: normal; }
  .statements th, .statements td { padding: .35rem .6rem .35rem 0; }
  .ranges { height: .9rem; width: auto; }
  tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  details, details + h2 { border: 0; padding-top: 0; }
  main > details:first-of-type { margin-top: 0; }
  summary { padding: .6rem 0 .2rem; }
  details > summary::before, details[open] > summary::before { content: none; }
  .folded { padding: 0 0 .3rem; }
  pre { padding: .4rem .6rem; white-space: pre-wrap; }
}
`;
