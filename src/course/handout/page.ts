import { escaped } from '../../core/markup.ts';
import { markdownHtml } from './markdown-html.ts';

/** What a page may do: show what is in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** On paper: A4, black on white, nothing cut in two; any browser prints it as a PDF. */
const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: #1c1e21; background: #fff;
  font: 17px/1.5 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1.4rem 4rem; }
h1, h2, h3, table, pre { font-family: system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .8rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p, ul, ol { margin: .5rem 0 .8rem; }
li { margin: .25rem 0; }
code { font: .86em ui-monospace, "DejaVu Sans Mono", monospace; background: #f1f2f4; padding: .05em .25em; border-radius: 3px;
  overflow-wrap: anywhere; }
pre { background: #f1f2f4; padding: .7rem .9rem; overflow-x: auto; border-radius: 4px; }
pre code { background: none; padding: 0; font-size: .8rem; }
blockquote { margin: .8rem 0; padding: 0 0 0 1rem; border-left: 3px solid #c9cdd3; }
table { border-collapse: collapse; font-size: .84rem; width: 100%; margin: .8rem 0 1.2rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid #d9dce0; }
thead th { border-bottom: 1.5px solid #1c1e21; }
@page { size: A4; margin: 18mm 20mm; }
@media print {
  html { font-size: 9.6pt; }
  body { font-size: 1rem; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  tr, pre, blockquote { break-inside: avoid; }
  pre { white-space: pre-wrap; }
}
`;

/** A hand-out as one page that fetches nothing. */
export const pageOf = (title: string, markdown: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${markdownHtml(markdown)}
</main>
</body>
</html>
`;
