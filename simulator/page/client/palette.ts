const NAMES = [
  "ground",
  "raised",
  "line",
  "ink",
  "dim",
  "accent",
  "fault",
  "breach",
  "up",
  "Scheduled",
  "Inboxed",
  "Invoked",
  "BackingOff",
  "Suspended",
  "Paused",
  "Completed",
  "Failed",
] as const;

export type Colour = (typeof NAMES)[number];

/** The colours of the page as they are now, for canvases. */
export type Palette = Readonly<Record<Colour, string>>;

/** Reads the colours that the style sheet gives for the theme in use. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const pairs = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
  return Object.fromEntries(pairs) as Palette;
}
