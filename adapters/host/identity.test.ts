import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigProvider, Effect } from "effect";
import { expect, it, onTestFinished } from "vitest";
import { identityOf } from "./identity.ts";
import { settings } from "./settings.ts";

function identityIn(pem: string | null): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-identity-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "identity.pem");
  if (pem !== null) writeFileSync(file, pem);
  const found = new Map([["requestIdentityPrivateKeyPemFile", file]]);
  const program = Effect.flatMap(settings, identityOf).pipe(
    Effect.withConfigProvider(ConfigProvider.fromMap(found)),
    Effect.map((identity) => identity?.publicKey ?? null),
  );
  return Effect.runPromise(program);
}

it("reads the key that requests are signed with from the file that is set", async () => {
  const pem = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`;
  expect(await identityIn(pem)).toMatch(/^publickeyv1_FVen3X669/);
});

it("says what is wrong with the file, and of which setting", async () => {
  await expect(identityIn("secret")).rejects.toThrow(
    /requestIdentityPrivateKeyPemFile' cannot be used: .*identity\.pem: it is no private key/,
  );
  await expect(identityIn(null)).rejects.toThrow(/identity\.pem: ENOENT/);
});
