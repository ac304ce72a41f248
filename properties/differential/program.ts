/** A step of a handler, as data: what the interpreter service does with the SDK. */
export type Op =
  | { readonly do: "value"; readonly value: unknown }
  | { readonly do: "set"; readonly key: string; readonly value: unknown }
  | { readonly do: "get" | "clear"; readonly key: string }
  | { readonly do: "clearAll" | "keys" | "headers" | "forever" }
  | { readonly do: "sleep"; readonly ms: number }
  /** A run whose first `fails` executions throw; or one that ends with a terminal error. */
  | { readonly do: "run"; readonly value: unknown; readonly fails?: number; readonly code?: number }
  | { readonly do: "call"; readonly to: string; readonly program: Program }
  | {
      readonly do: "send";
      readonly to: string;
      readonly program: Program;
      readonly delayMs?: number;
    }
  /** Sends, and awaits the outcome by the invocation's id. */
  | { readonly do: "sendAndAttach"; readonly to: string; readonly program: Program }
  /** Sends something that waits for ever, cancels it, and awaits its outcome. */
  | { readonly do: "sendAndCancel"; readonly to: string }
  | { readonly do: "awakeable"; readonly value: unknown; readonly reject?: boolean }
  | { readonly do: "promise" | "peek"; readonly name: string }
  | { readonly do: "resolve" | "reject"; readonly name: string; readonly value: string }
  | { readonly do: "all" | "race" | "any" | "allSettled"; readonly of: readonly Leaf[] }
  | { readonly do: "timeout"; readonly ms: number }
  /** Records the terminal error of its body instead of ending with it. */
  | { readonly do: "try"; readonly body: Program }
  | {
      readonly do: "throw";
      readonly code: number;
      readonly message: string;
      readonly metadata?: Readonly<Record<string, string>>;
    }
  /** Fails the first `times` attempts. */
  | { readonly do: "crash"; readonly times: number };

/** What combinators combine; `never` is not resolved in the life of a test. */
export type Leaf =
  | { readonly is: "value"; readonly value: unknown }
  | { readonly is: "failure"; readonly message: string }
  | { readonly is: "never" };

export type Program = readonly Op[];
