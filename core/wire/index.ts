export * from "./content-type.ts";
export * from "./frame.ts";
export * from "./frame-reader.ts";
export * from "./messages/index.ts";
export { MAX_REPEATED_ELEMENTS } from "./protobuf/reader.ts";
export { decodeUtf8, decodeUtf8Strict, encodeUtf8, isUtf8, utf8Length } from "./utf8.ts";
