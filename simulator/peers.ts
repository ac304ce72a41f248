import type { PeerMessage } from "@holdfast/core";
import type { World } from "./world.ts";

/** Microseconds after which a message without an acknowledgement is sent again. */
const RESEND_US = 200_000;

/** Longest that nothing comes through in one direction, and that a message takes; microseconds. */
const LONGEST_SILENCE_US = 2_000_000;

interface Unacknowledged {
  readonly sequence: number;
  readonly message: PeerMessage;
}

/** Carries messages between the engines of a world: at least once, lost and repeated on the way. */
export class Peers {
  private readonly world: World;
  /** By "from>to": what the receiver has not acknowledged. */
  private readonly open = new Map<string, Map<number, Unacknowledged>>();

  /** By "from>to": until when nothing comes through. */
  private readonly silentUntilUs = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
  }

  send(from: number, to: number, sequence: number, message: PeerMessage): void {
    const way = `${from}>${to}`;
    const open = this.open.get(way) ?? new Map<number, Unacknowledged>();
    this.open.set(way, open);
    open.set(sequence, { sequence, message });
    this.carry(from, to, sequence, message);
  }

  /** `by` has taken message `sequence` of `from`. */
  received(by: number, from: number, sequence: number): void {
    this.open.get(`${from}>${by}`)?.delete(sequence);
    this.world.timeline.after(this.delayUs(), () => {
      this.world.nodes[from]?.take({ _tag: "MessageTaken", by, sequence });
    });
  }

  private carry(from: number, to: number, sequence: number, message: PeerMessage): void {
    const { faults, timeline } = this.world;
    const copies = faults.strikes("peer-loss") ? 0 : faults.strikes("peer-repeat") ? 2 : 1;
    const way = `${from}>${to}`;
    if (faults.strikes("peer-one-way"))
      this.silentUntilUs.set(way, timeline.nowUs + this.silenceUs());
    const isSilent = timeline.nowUs < (this.silentUntilUs.get(way) ?? 0) && !faults.healed;
    for (let i = 0; i < (isSilent ? 0 : copies); i++) {
      const lateUs = faults.strikes("peer-delay") ? this.silenceUs() : 0;
      timeline.after(this.delayUs() + lateUs, () => {
        this.world.nodes[to]?.take({ _tag: "Message", from, sequence, message });
      });
    }
    timeline.after(RESEND_US, () => {
      if (this.open.get(way)?.has(sequence) !== true) return;
      this.carry(from, to, sequence, message);
    });
  }

  private silenceUs(): number {
    return this.world.choices.below(LONGEST_SILENCE_US);
  }

  private delayUs(): number {
    return this.world.choices.below(this.world.settings.latencyUs);
  }
}
