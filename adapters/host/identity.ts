import { readFileSync } from "node:fs";
import { Effect } from "effect";
import { readRequestIdentity, type RequestIdentity } from "../endpoint/index.ts";
import type { Settings } from "./settings.ts";
import { SettingsUnreadable } from "./settings-provider.ts";

/** The identity that a server signs with, or null; its public key is logged for its endpoints. */
export function identityOf({
  requestIdentityPrivateKeyPemFile: file,
}: Settings): Effect.Effect<RequestIdentity | null, SettingsUnreadable> {
  if (file === null) return Effect.succeed(null);
  return Effect.try({
    try: () => readRequestIdentity(readFileSync(file, "utf8")),
    catch: (cause) =>
      new SettingsUnreadable({
        message:
          `the setting 'requestIdentityPrivateKeyPemFile' cannot be used: ${file}: ` +
          (cause instanceof Error ? cause.message : String(cause)),
      }),
  }).pipe(
    Effect.tap(({ publicKey }) =>
      Effect.logInfo("signing requests to endpoints", { identityKey: publicKey }),
    ),
  );
}
