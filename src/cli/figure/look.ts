import { InputError } from '../../core/error.ts';
import { type FigureLook, figureLookFormat } from '../../lab/experiment/figures/figure-request.ts';
import { issuesOf } from '../../lab/experiment/issues/format-issues.ts';

/** The options of `flowlab figure`, as they were typed. */
export interface FigureFlags {
  readonly preset?: string | undefined;
  readonly width?: string | undefined;
  readonly height?: string | undefined;
  readonly font?: string | undefined;
  readonly format?: string | undefined;
  readonly dpi?: string | undefined;
  readonly theme?: string | undefined;
  readonly palette?: string | undefined;
  readonly arms?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly title?: string | undefined;
  readonly out?: string | undefined;
  readonly runs: string;
}

/** How figures are wanted; throws InputError for a value that an option cannot have. */
export function lookOf({ out: _, runs: __, ...flags }: FigureFlags): FigureLook {
  const { format, dpi, ...rest } = flags;
  const asked = Object.fromEntries(
    Object.entries({
      ...rest,
      format: format?.split(',').map((one) => one.trim().toLowerCase()),
      dpi: dpi === undefined ? undefined : dpi.trim() === '' ? dpi : numberIn(dpi),
    }).filter(([, value]) => value !== undefined),
  );
  const parsed = figureLookFormat.safeParse(asked);
  if (parsed.success) return parsed.data;
  const { text } = issuesOf(parsed.error.issues, asked)[0]!;
  throw new InputError(text.startsWith('unknown ') ? text : `--${text}`);
}

/** A text that is no number stays as it is, for the message. */
const numberIn = (text: string): number | string => {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
};
