import { formatTarget, type Invocation } from "@holdfast/core";

/** Who an invocation is, for readers who know their services and not our ids. */
export function describeInvocation({ id, target }: Invocation): string {
  return `${formatTarget(target)} (${id.slice(0, 4)}..${id.slice(-6)})`;
}
