import type { Recording, Title } from "./recording.ts";
import { STYLE } from "./style.ts";

/**
 * A page that shows one run: one file that needs nothing else. `script` is the bundled viewer,
 * as text.
 */
export function runPage(title: Title, recording: Recording, script: string): string {
  const { engines, actors, rows, values, moments } = recording;
  const run = { title, recording: { engines, actors, rows, values, moments } };
  const name =
    title.broken === null ? `World ${title.seed}` : `World ${title.seed}: ${title.broken.claim}`;
  return page(name, [
    `<script type="application/json" id="run">${escapeJson(JSON.stringify(run))}</script>`,
    `<script>${escapeScript(script)}</script>`,
  ]);
}

/** A page on which worlds run live. `script` is the bundled simulator and viewer, as text. */
export function livePage(script: string): string {
  return page("Simulator", [`<script>${escapeScript(script)}</script>`]);
}

/** A page with our look and these parts in its body. */
function page(name: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeText(name)} \u00b7 Holdfast</title>
<style>${STYLE}</style>
</head>
<body>
${parts.join("\n")}
</body>
</html>
`;
}

/** JSON that cannot end the element it stands in. */
function escapeJson(json: string): string {
  return json.replaceAll("<", "\\u003c");
}

/** A script that does not end its element: in one, "<\\/" says what "</" says. */
function escapeScript(script: string): string {
  return script.replaceAll(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
