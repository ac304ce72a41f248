import type { Bug } from "./bug.ts";
import type { Sources } from "./sources.ts";

/** The sources with a bug in them; an edit that does not fit exactly once is an error. */
export function applyEdits(sources: Sources, { name, edits }: Bug): Sources {
  const edited = new Map(sources);
  for (const { file, find, replace } of edits) {
    const text = edited.get(file);
    if (text === undefined) throw new Error(`bug ${name} edits ${file}, which is not there`);
    const parts = text.split(find);
    if (parts.length !== 2) {
      throw new Error(
        `bug ${name} no longer fits: ${file} has ${parts.length - 1} times, not once, the text\n` +
          `${find}\nWhoever changed that file: mend the bug in properties/zoo/bugs, so that it ` +
          "breaks the new code in the same way.",
      );
    }
    edited.set(file, parts.join(replace));
  }
  return edited;
}
