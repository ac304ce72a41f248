import type { PeerMessage } from "@holdfast/core";
import type { World } from "./world.ts";

/** Microseconds after which a message without an acknowledgement is sent again. */
const RESEND_US = 200_000;

interface Unacknowledged {
  readonly sequence: number;
  readonly message: PeerMessage;
}

/** Carries messages between the engines of a world: at least once, lost and repeated on the way. */
export class Peers {
  private readonly world: World;
  /** By "from>to": what the receiver has not acknowledged. */
  private readonly open = new Map<string, Map<number, Unacknowledged>>();

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
    for (let i = 0; i < copies; i++) {
      timeline.after(this.delayUs(), () => {
        this.world.nodes[to]?.take({ _tag: "Message", from, sequence, message });
      });
    }
    timeline.after(RESEND_US, () => {
      if (this.open.get(`${from}>${to}`)?.has(sequence) !== true) return;
      this.carry(from, to, sequence, message);
    });
  }

  private delayUs(): number {
    return this.world.choices.below(this.world.settings.latencyUs);
  }
}
