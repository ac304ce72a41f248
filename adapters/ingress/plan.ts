import type { ClientRequest } from "@holdfast/core";
import type { Answer } from "./answer.ts";

/** What is to be done for a request, known from its head alone. */
export type Plan =
  /** The answer is known: nothing is asked and the body is not read. */
  | { readonly _tag: "Answer"; readonly answer: Answer }
  | { readonly _tag: "Ask"; readonly asked: ClientRequest }
  | { readonly _tag: "ReadBody"; readonly ask: (body: Uint8Array) => Plan };

export function known(answer: Answer): Plan {
  return { _tag: "Answer", answer };
}

export function ask(asked: ClientRequest): Plan {
  return { _tag: "Ask", asked };
}

export function readBody(ask: (body: Uint8Array) => Plan): Plan {
  return { _tag: "ReadBody", ask };
}
