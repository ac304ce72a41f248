/** Lines a file may have before it needs a reason here. */
export const LINES_WITHOUT_REASON = 400;

/** Half of all files must be shorter than this. */
export const MEDIAN_LINES = 120;

/** Files that are longer all the same, each with the reason why cutting it would be worse. */
export const LONG_FILES: Readonly<Record<string, string>> = {};
