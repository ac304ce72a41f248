import { Data } from "effect";

/** A claim was broken; the report has been printed, and the exit code 1 says so too. */
export class ClaimsBroken extends Data.TaggedError("ClaimsBroken")<{ readonly message: string }> {}
