/**
 * The engine in a process of your own: services of @holdfast/sdk, durable in a data directory,
 * without a server.
 */
export type { LocalEndpoint, LocalExchange, LocalResponse } from "./endpoint/index.ts";
export {
  CallRefused,
  EngineClosed,
  InvocationFailed,
  type LocalCall,
  type LocalEngine,
  type LocalEngineOptions,
  openLocalEngine,
} from "./host/local-engine.ts";
