import type { DeploymentDescription } from "@holdfast/core";
import { Either } from "effect";
import { badResponse, type Fault } from "./discovery-error.ts";
import type { Manifest } from "./manifest.ts";

/** Service protocol versions that this server can speak (wire facts 1.1). */
const MIN_PROTOCOL_VERSION = 5;
const MAX_PROTOCOL_VERSION = 7;
/** Versions are signed 32-bit numbers on the real server. */
const MAX_VERSION_NUMBER = 2 ** 31 - 1;

/** How an endpoint is spoken to, or why it cannot be (wire facts 1.1, 2.3). */
export function protocolModeOf(
  manifest: Manifest,
  httpVersion: string,
): Either.Either<DeploymentDescription["protocolMode"], Fault> {
  const { protocolMode, minProtocolVersion: min, maxProtocolVersion: max } = manifest;
  if (protocolMode === undefined) {
    return Either.left(
      badResponse("it is missing (BIDI_STREAM or REQUEST_RESPONSE)", "protocolMode"),
    );
  }
  if (max > MAX_VERSION_NUMBER || min > max) {
    const reason = `versions ${min} to ${max} are no range within 1 to ${MAX_VERSION_NUMBER}`;
    return Either.left(badResponse(reason, "maxProtocolVersion"));
  }
  if (min > MAX_PROTOCOL_VERSION || max < MIN_PROTOCOL_VERSION) {
    const reason =
      `the endpoint speaks service protocol versions ${min} to ${max}, and this server ` +
      `${MIN_PROTOCOL_VERSION} to ${MAX_PROTOCOL_VERSION}; ` +
      (max < MIN_PROTOCOL_VERSION ? "upgrade the endpoint's SDK" : "upgrade this server");
    const fault = badResponse(reason, "minProtocolVersion");
    return Either.left({ ...fault, errorCode: "META0012" });
  }
  if (protocolMode === "BIDI_STREAM" && httpVersion === "1.0") {
    const reason = "the endpoint wants streams both ways, which its HTTP/1.0 cannot carry";
    return Either.left({ ...badResponse(reason, "protocolMode"), errorCode: "META0015" });
  }
  return Either.right(protocolMode === "BIDI_STREAM" ? "BidiStream" : "RequestResponse");
}
