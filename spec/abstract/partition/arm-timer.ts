import type { Move } from "./move.ts";
import { timerName } from "./names.ts";
import type { TimerRow } from "./rows.ts";

export function arm(move: Move, timer: TimerRow): void {
  move.did("timers.arm");
  const name = timerName(timer);
  const existed = move.state.timers.has(name);
  move.state.addTimer(name, timer);
  move.put("timer", "", name, timer, existed);
}

export function disarm(move: Move, timer: TimerRow): void {
  const name = timerName(timer);
  const armed = move.state.timers.get(name);
  if (armed === undefined) return;
  move.did("timers.disarm");
  move.state.dropTimer(name, armed);
  move.remove("timer", "", name);
}
