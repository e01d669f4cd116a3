/** An element with attributes and children; an attribute that is false is left out, one that is true has no value. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false) made.setAttribute(name, `${value}`);
  }
  made.append(...children);
  return made;
}

/** The element of this id, which the page has. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as E;
}

/** A button that does something. */
export function button(text: string, act: () => void, name = text): HTMLButtonElement {
  const made = create('button', { type: 'button', 'aria-label': name }, text);
  made.addEventListener('click', act);
  return made;
}
