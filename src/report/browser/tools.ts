/** What a button does. */
export interface Tool {
  readonly text: string;
  /** What it does, in words. */
  readonly title: string;
  /** Where its text is a sign: the title is its name. */
  readonly sign?: true;
  /** Of one that stays pressed. */
  readonly pressed?: boolean;
  readonly act: (pressed: boolean) => void;
}

/** A button; one that stays pressed says so. */
export function button({ text, title, sign, pressed, act }: Tool): HTMLButtonElement {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', textContent: text, title });
  if (sign) made.ariaLabel = title;
  if (pressed !== undefined) made.ariaPressed = String(pressed);
  made.addEventListener('click', () => {
    const next = made.ariaPressed !== 'true';
    if (pressed !== undefined) made.ariaPressed = String(next);
    act(next);
  });
  return made;
}
