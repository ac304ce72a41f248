import { Args, Command, Options } from "@effect/cli";
import { formatInvocationId, type InvocationId, parseInvocationId } from "@holdfast/core";
import { Console, Effect, Option } from "effect";
import { ClaimsBroken } from "./claims-broken.ts";
import { type CheckedTrace, checkLines, linesOf, tellLine } from "./trace/index.ts";
import { Unusable } from "./unusable.ts";

const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("A file that serve wrote with --trace"),
);
const to = Options.integer("to").pipe(
  Options.withDescription("Ends after this line, and prints the state that it leads to"),
  Options.optional,
);
const id = Options.text("id").pipe(
  Options.withDescription("Prints the steps of this invocation, such as inv_1…"),
  Options.optional,
);

/** `holdfast check-trace`: whether the specification allows all that a server wrote down. */
export const checkTrace = Command.make("check-trace", { file, to, id }, ({ file, to, id }) =>
  Effect.gen(function* () {
    const last = Option.getOrNull(to);
    const invocation = yield* invocationOf(Option.getOrNull(id));
    const said: string[] = [];
    const checked = yield* Effect.tryPromise({
      try: () =>
        checkLines(linesOf(file), (line, number, checker) => {
          const story = invocation === null ? null : tellLine(line, invocation, nameOf);
          if (story !== null) said.push(`${number} ${story}`);
          if (number !== last) return true;
          said.push(`after line ${number}:`, ...checker.describe(nameOf));
          return false;
        }),
      catch: (cause) =>
        new Unusable({ message: `${file} cannot be read: ${(cause as Error).message}` }),
    });
    for (const line of said) yield* Console.log(line);
    yield* Console.log(summaryOf(checked));
    const { impossible } = checked;
    if (impossible !== null) {
      yield* Console.log(shortened(impossible.text));
      return yield* new ClaimsBroken({
        message: `${file}:${impossible.number}: this cannot be: ${impossible.reason}`,
      });
    }
    if (last !== null && checked.lines < last) {
      return yield* new Unusable({ message: `${file} has no line ${last}` });
    }
  }),
).pipe(Command.withDescription("Check that the specification allows what a server wrote down"));

function nameOf(id: string): string {
  return formatInvocationId(id as InvocationId);
}

function invocationOf(text: string | null): Effect.Effect<InvocationId | null, Unusable> {
  if (text === null) return Effect.succeed(null);
  const id = parseInvocationId(text);
  if (id !== null) return Effect.succeed(id);
  return new Unusable({
    message: `--id is "${text}", which is no invocation's; it begins with inv_1`,
  });
}

function summaryOf({ lines, steps, batches, engines, torn, impossible }: CheckedTrace): string {
  const accepted = impossible === null ? lines : impossible.number - 1;
  const unfinished = torn === 0 || impossible !== null ? "" : `, ${torn} of them unfinished`;
  return (
    `${accepted} lines${unfinished}, ${steps} steps, ${batches} batches, ` +
    `${engines} engine starts accepted`
  );
}

/** Of a line that cannot be, so much as a person reads. */
const SHOWN_CHARS = 2_000;

function shortened(text: string): string {
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}…`;
}
