export { Ahead } from "./ahead.ts";
export { MemoryTables } from "./memory-tables.ts";
export { SortedItems } from "./sorted-items.ts";
