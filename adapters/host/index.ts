export type { EngineTrace, OpenTrace, TraceOpening } from "./engine-trace.ts";
export { type Running, runServer } from "./server.ts";
export { settings } from "./settings.ts";
export { settingsProblem, SettingsUnreadable, settingsProvider } from "./settings-provider.ts";
export { VERSION } from "./version.ts";
