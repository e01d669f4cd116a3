/** Where a link of a page leads on the site, and whether it leaves the pages for a file. */
export function siteLink(href: string): { readonly href: string; readonly file: boolean } {
  const [path = '', anchor] = href.split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  // A report in the gallery stands beside its Markdown as a page of its own, with the same anchors.
  if (/reports\/gallery\/.*report\.md$/.test(path)) {
    return { href: `${path.replace(/report\.md$/, 'index.html')}${hash}`, file: true };
  }
  if (/(\.(ya?ml|cff|json|ts)|Dockerfile)$/.test(path)) return { href, file: true };
  return { href, file: false };
}

/** A token of a link, as markdown-it has it. */
interface Token {
  readonly type: string;
  readonly children?: Token[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

/** A Markdown renderer, as far as it is used here. */
interface Renderer {
  readonly core: {
    readonly ruler: {
      push(name: string, rule: (state: { readonly tokens: Token[] }) => void): void;
    };
  };
}

/** Has links lead where they should on the site: those to files open as files do. */
export function linksOfSite(renderer: Renderer): void {
  renderer.core.ruler.push('links-of-site', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href === null || /^[a-z]+:/.test(href)) continue;
      const found = siteLink(href);
      token.attrSet('href', found.href);
      if (found.file) token.attrSet('target', '_self');
    }
  });
}
