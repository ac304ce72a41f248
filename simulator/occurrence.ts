import type {
  ClientRequest,
  Event,
  Input,
  Output,
  Reply,
  RequestId,
  Transition,
} from "@holdfast/core";
import type { Fault } from "./faults.ts";

/** What happened, as data: words are made of it only for whoever reads them. */
export type Occurrence =
  /** A partition goes through an event, which leads to changes and actions. */
  | { readonly _tag: "Transition"; readonly event: Event; readonly led: Transition }
  /** An engine takes an input. */
  | { readonly _tag: "Input"; readonly input: Input }
  /** Its host carries out an output. */
  | { readonly _tag: "Output"; readonly output: Output }
  /** An engine begins on what is durable, the first of its host or a later one. */
  | { readonly _tag: "Start"; readonly incarnation: number }
  /** A batch is on the disk, whether or not anybody is told. */
  | { readonly _tag: "Durable"; readonly changes: number }
  /** A client sends a request. */
  | { readonly _tag: "Ask"; readonly request: RequestId; readonly body: ClientRequest }
  /** A client hears the reply to one. */
  | { readonly _tag: "Told"; readonly request: RequestId; readonly reply: Reply }
  | { readonly _tag: "HangUp"; readonly request: RequestId }
  /** An endpoint takes an attempt, and receives and sends bytes of it. */
  | { readonly _tag: "Accept"; readonly attempt: number; readonly path: string }
  | { readonly _tag: "Receive"; readonly attempt: number; readonly bytes: number }
  | { readonly _tag: "Send"; readonly attempt: number; readonly bytes: number }
  /** A fault strikes. */
  | { readonly _tag: "Strike"; readonly fault: Fault }
  /** Anything else that somebody says of himself. */
  | { readonly _tag: "Note"; readonly text: string };
