const LIGHT = `
  --ground: #faf9f6; --raised: #ffffff; --sunk: #f1efe9; --line: #dcd8cf; --ink: #1d1f23; --dim: #74757a;
  --accent: #3457b1; --on: #e8ecf8; --fault: #c9620a; --fault-ground: #fdf1e3; --breach: #c0203a;
  --breach-ground: #fcebed; --held: #2b7a4b; --held-ground: #e9f5ed; --up: #e3e8f4;
  --Scheduled: #8a8f9c; --Inboxed: #8d63c9; --Invoked: #3667d6; --BackingOff: #c98a14;
  --Suspended: #1b8a94; --Paused: #9a6b52; --Completed: #4c9a68; --Failed: #b9566a;
  color-scheme: light;`;

const DARK = `
  --ground: #15171c; --raised: #1c1f26; --sunk: #111318; --line: #30343d; --ink: #e6e4de; --dim: #8f939d;
  --accent: #88a4f5; --on: #262d42; --fault: #f0964a; --fault-ground: #33261a; --breach: #ff6b81;
  --breach-ground: #3a1d23; --held: #74c795; --held-ground: #1a2c22; --up: #262c3b;
  --Scheduled: #9aa0ad; --Inboxed: #b594ec; --Invoked: #7ba0ff; --BackingOff: #e5b04a;
  --Suspended: #56bcc4; --Paused: #c99a80; --Completed: #6fbf8d; --Failed: #e58a9c;
  color-scheme: dark;`;

/** The look of all pages: two themes of one set of names, and no picture or font from elsewhere. */
export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
:root[data-theme="light"] { ${LIGHT} }
:root[data-theme="dark"] { ${DARK} }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body {
  display: grid; grid-template: auto minmax(120px, 40vh) 34px auto minmax(0, 1fr) / minmax(0, 1fr);
  background: var(--ground); color: var(--ink);
  font: 13px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif;
}
button {
  font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--line);
  border-radius: 6px; padding: 2px 9px; cursor: pointer; min-height: 26px;
}
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
[hidden] { display: none !important; }
em { font-style: normal; color: var(--dim); margin-right: 8px; }

header { display: flex; align-items: center; gap: 12px; padding: 8px 14px; background: var(--raised); border-bottom: 1px solid var(--line); min-width: 0; }
header .mark { color: var(--accent); display: flex; }
h1 { font-size: 16px; font-weight: 500; margin: 0; white-space: nowrap; }
h1 b { font-weight: 700; font-variant-numeric: tabular-nums; }
.verdict { display: flex; gap: 8px; align-items: baseline; border-radius: 6px; padding: 3px 10px; border: 0; min-width: 0; }
.verdict b { white-space: nowrap; }
.verdict span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.verdict.held { background: var(--held-ground); color: var(--held); }
.verdict.broken { background: var(--breach-ground); color: var(--breach); text-align: left; flex: 0 1 auto; }
header dl { display: flex; gap: 16px; margin: 0 0 0 auto; }
header dt { font-size: 10px; color: var(--dim); line-height: 1.2; white-space: nowrap; }
header dd { margin: 0; font-size: 12px; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 1180px) { header dl { display: none; } }

.live header { flex-wrap: wrap; row-gap: 6px; }
.live header button.main { background: var(--accent); border-color: var(--accent); color: var(--ground); font-weight: 600; min-width: 58px; }
.live .place { min-width: 0; flex: 1; display: flex; }
.live .place .verdict { min-height: 24px; padding-block: 1px; }
input[type="number"], select { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 2px 6px; min-height: 26px; }
input { accent-color: var(--accent); }
.seed { display: flex; gap: 6px; align-items: center; color: var(--dim); }
.seed input { width: 96px; color: var(--ink); font-variant-numeric: tabular-nums; }
.knobs { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: center; padding: 5px 14px; background: var(--raised); border-bottom: 1px solid var(--line); }
.knobs label { display: flex; gap: 6px; align-items: center; }
.knobs output { color: var(--dim); min-width: 92px; font-variant-numeric: tabular-nums; }
.knobs select.planted { border-color: var(--breach); color: var(--breach); }
.faults { position: relative; }
.faults summary { cursor: pointer; }
.faults > div { position: absolute; z-index: 5; top: 26px; left: 0; width: min(640px, 90vw); columns: 3 170px; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; box-shadow: 0 8px 30px rgb(0 0 0 / 0.18); }
.faults button { margin: 0 6px 6px 0; }
.faults label { break-inside: avoid; padding: 1px 0; }
.faults .count { margin-left: auto; color: var(--fault); font-variant-numeric: tabular-nums; }

.timeline { min-height: 0; position: relative; background: var(--ground); }
.timeline .scroller { height: 100%; overflow: hidden auto; }
.lanes { display: grid; grid-template-columns: 190px minmax(0, 1fr); min-height: 100%; }
.labels { border-right: 1px solid var(--line); background: var(--raised); }
.labels .corner { height: 24px; border-bottom: 1px solid var(--line); position: sticky; top: 0; background: var(--raised); display: flex; z-index: 1; }
.labels .corner button { flex: 1; min-height: 0; height: 23px; border: 0; border-right: 1px solid var(--line); border-radius: 0; padding: 0; font-size: 11px; }
.label { display: flex; width: 100%; height: 22px; min-height: 22px; align-items: center; gap: 8px; border: 0; border-bottom: 1px solid var(--line); border-radius: 0; padding: 0 10px; background: none; font-size: 12px; text-align: left; }
.label b { font-weight: 600; white-space: nowrap; }
.label span { color: var(--dim); font-size: 11px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.label.on { background: var(--on); box-shadow: inset 3px 0 var(--accent); }
.lanes canvas { position: sticky; top: 0; width: 100%; height: min(40vh, 100%); cursor: crosshair; touch-action: pan-y; }
.overview { width: 100%; height: 34px; background: var(--sunk); border: solid var(--line); border-width: 1px 0; cursor: ew-resize; touch-action: none; }

.transport { display: flex; gap: 6px; align-items: center; padding: 6px 14px; background: var(--raised); border-bottom: 1px solid var(--line); }
.transport button { min-width: 36px; }
.transport button.breach { color: var(--breach); border-color: var(--breach); }
.transport .where { margin-left: 8px; color: var(--dim); font-variant-numeric: tabular-nums; }

main { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); min-height: 0; }
.events { display: grid; grid-template-rows: auto minmax(0, 1fr); border-right: 1px solid var(--line); min-height: 0; }
.filters { display: flex; gap: 12px; align-items: center; padding: 6px 14px; border-bottom: 1px solid var(--line); }
.filters input[type="search"] { flex: 1; font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 3px 8px; min-width: 60px; }
.filters label { display: flex; gap: 5px; align-items: center; white-space: nowrap; }
.filters .count { color: var(--dim); font-variant-numeric: tabular-nums; white-space: nowrap; }
.events .scroller { overflow: auto; }
.rows { position: relative; }
.row { position: absolute; left: 0; right: 0; height: 24px; display: grid; grid-template-columns: 52px 78px 78px minmax(0, 1fr); gap: 8px; align-items: center; padding: 0 14px; cursor: pointer; white-space: nowrap; }
.row > * { overflow: hidden; text-overflow: ellipsis; }
.row .step, .row .time { color: var(--dim); text-align: right; font-size: 11.5px; font-variant-numeric: tabular-nums; }
.row .actor { font-weight: 600; font-size: 12px; }
.row i { color: var(--dim); font-style: normal; margin-left: 10px; }
.row:hover { background: var(--sunk); }
.row.Aside, .row.Detail { color: var(--dim); }
.row.Fault, .row.Strike { color: var(--fault); }
.row.Fault .text::before, .row.Strike .text::before { content: "\\25c6  "; font-size: 9px; }
.row.Breach { color: var(--breach); background: var(--breach-ground); font-weight: 600; }
.row.on { background: var(--on); box-shadow: inset 3px 0 var(--accent); }
.row.Breach.on { background: var(--breach-ground); box-shadow: inset 3px 0 var(--breach); }

.state { overflow: auto; padding: 12px 16px 32px; min-height: 0; }
.now { border-left: 3px solid var(--accent); background: var(--raised); padding: 8px 12px; border-radius: 0 6px 6px 0; }
.now .where { color: var(--dim); font-size: 11px; }
.now .what { font-size: 14px; font-weight: 600; overflow-wrap: anywhere; white-space: pre-wrap; }
.now .effect { color: var(--ink); overflow-wrap: anywhere; white-space: pre-wrap; }
.now.Fault, .now.Strike { border-color: var(--fault); background: var(--fault-ground); }
.now.Breach { border-color: var(--breach); background: var(--breach-ground); }
h2 { font-size: 14px; margin: 18px 0 0; display: flex; gap: 10px; align-items: baseline; }
h2 span { font-weight: 400; font-size: 12px; color: var(--dim); }
.engine.down h2 span { color: var(--fault); }
h3 { font-size: 11.5px; font-weight: 600; color: var(--dim); margin: 14px 0 4px; }
h3 span { font-weight: 400; margin-left: 6px; }
.invocation, .object, .line { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; margin: 3px 0; padding: 3px 10px; }
.invocation summary { display: flex; gap: 8px; align-items: center; cursor: pointer; min-width: 0; list-style: none; }
.invocation summary::-webkit-details-marker { display: none; }
.invocation summary::before { content: "\\203a"; color: var(--dim); width: 8px; }
.invocation[open] summary::before { content: "\\2304"; }
.invocation summary b { min-width: 18px; }
.target { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12px; white-space: nowrap; }
.detail { color: var(--dim); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.epoch { margin-left: auto; color: var(--dim); font-size: 11px; white-space: nowrap; }
.chip { font-size: 11px; font-weight: 600; border-radius: 4px; padding: 1px 6px; color: var(--ground); white-space: nowrap; }
${["Scheduled", "Inboxed", "Invoked", "BackingOff", "Suspended", "Paused", "Completed", "Failed"]
  .map((name) => `.chip.${name} { background: var(--${name}); }`)
  .join("\n")}
.failure { color: var(--fault); font-size: 12px; margin: 2px 0 2px 16px; overflow-wrap: anywhere; }
.journal { list-style: none; margin: 3px 0 4px; padding: 0 0 0 16px; }
.journal li { display: flex; font: 12px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; padding: 0 6px; border-radius: 4px; overflow-wrap: anywhere; }
.journal em { min-width: 18px; text-align: right; }
.journal .notification { color: var(--Suspended); }
.object { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; }
.object .free { color: var(--dim); }
.queue b { margin-left: 5px; }
.pairs { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 2px 16px; }
.pairs:empty { display: none; }
.pair, .line { font-size: 12px; overflow-wrap: anywhere; }
.invocation.risk, .line.risk { border-style: dashed; border-color: var(--fault); }
li.risk, .pair.risk, .holder.risk, .queue .risk { box-shadow: inset 0 -1px var(--fault); border-radius: 0; }
.journal li.risk { box-shadow: inset 2px 0 var(--fault); border-radius: 0; }
.new { background: var(--on); }
.help { border: 1px solid var(--line); border-radius: 10px; background: var(--raised); color: var(--ink); max-width: 520px; padding: 18px 24px; }
.help::backdrop { background: rgb(0 0 0 / 0.4); }
.help h2 { margin-top: 0; }
.help dl { display: grid; grid-template-columns: auto 1fr; gap: 3px 16px; }
.help dt { font-weight: 600; } .help dd { margin: 0; }
@media (max-width: 820px) { main { grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr); } .lanes { grid-template-columns: 110px minmax(0, 1fr); } }
`;
