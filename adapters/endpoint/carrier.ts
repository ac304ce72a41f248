import type { Channel } from "./channel.ts";

/** What carries streams to one origin in one HTTP version. */
export interface Carrier {
  /** Opens the channel's stream now or as soon as there is room, or refuses it. */
  readonly open: (channel: Channel) => void;
  /** Takes back a channel whose stream has not been opened yet. */
  readonly withdraw: (channel: Channel) => void;
  /** Ends all connections; it reports itself empty once they are gone. */
  readonly close: () => void;
}
