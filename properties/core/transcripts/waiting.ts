import type { Combinator, NotificationKey, Waiting } from "@holdfast/core";
import type { Words } from "./script.ts";

/** The groups of a tree by the words of a script. */
const COMBINATORS: Readonly<Record<string, Combinator>> = {
  unknown: "Unknown",
  first: "FirstCompleted",
  all: "AllCompleted",
  "any-ok": "FirstSucceededOrAllFailed",
  "all-ok": "AllSucceededOrFirstFailed",
};

/** What is waited for as a script writes it: `c1 s17 ngo all(c2 any-ok(c3 c4))`. */
export function waitingText(list: readonly Waiting[]): string {
  return list.map((each) => (typeof each === "string" ? each : groupText(each))).join(" ");
}

function groupText({ combinator, of }: Exclude<Waiting, string>): string {
  const [word] = Object.entries(COMBINATORS).find(([, named]) => named === combinator) ?? [];
  return `${word ?? combinator}(${waitingText(of)})`;
}

/** Reads the same from the rest of a line. */
export function waitingOf(words: Words): readonly Waiting[] {
  words.takes("on");
  let text = "";
  while (words.has()) text += `${words.next("a key")} `;
  const tokens = text.match(/[\w-]+\(|\)|[^\s()]+/g) ?? [];
  return listOf(tokens);
}

function listOf(tokens: string[]): readonly Waiting[] {
  const list: Waiting[] = [];
  for (let token = tokens.shift(); token !== undefined && token !== ")"; token = tokens.shift()) {
    if (!token.endsWith("(")) {
      list.push(token as NotificationKey);
      continue;
    }
    const combinator = COMBINATORS[token.slice(0, -1)];
    if (combinator === undefined) throw new Error(`'${token}' is no group`);
    list.push({ combinator, of: listOf(tokens) });
  }
  return list;
}
