/**
 * Queries over what is stored (wire facts 4.4, 4.5): the tables that a query names are filled from
 * durable rows into an SQLite database in memory, which answers it. The host gives the rows, and
 * runs this where it keeps nobody waiting.
 */
export { QueryRefused } from "./refused.ts";
export { renderArrow } from "./render-arrow.ts";
export { renderJson } from "./render-json.ts";
export { runQuery } from "./run-query.ts";
