import { Args, Command } from "@effect/cli";
import { Console, Effect } from "effect";
import { type CheckedTrace, checkLines, linesOf } from "./trace/index.ts";
import { ClaimsBroken } from "./claims-broken.ts";
import { Unusable } from "./unusable.ts";

const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("A file that serve wrote with --trace"),
);

/** `holdfast check-trace`: whether the specification allows all that a server wrote down. */
export const checkTrace = Command.make("check-trace", { file }, ({ file }) =>
  Effect.gen(function* () {
    const checked = yield* Effect.tryPromise({
      try: () => checkLines(linesOf(file)),
      catch: (cause) =>
        new Unusable({ message: `${file} cannot be read: ${(cause as Error).message}` }),
    });
    yield* Console.log(summaryOf(checked));
    const { impossible } = checked;
    if (impossible === null) return;
    yield* Console.log(shortened(impossible.text));
    return yield* new ClaimsBroken({
      message: `${file}:${impossible.number}: this cannot be: ${impossible.reason}`,
    });
  }),
).pipe(Command.withDescription("Check that the specification allows what a server wrote down"));

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
