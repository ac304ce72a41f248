export * from "./errors.ts";
export {
  openStore,
  openUnscopedStore,
  Storage,
  storageLayer,
  type Store,
  type StoreOptions,
} from "./store.ts";
