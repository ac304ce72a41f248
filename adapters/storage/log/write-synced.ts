import { fdatasync, write } from "node:fs";
import { NEEDS_SYNC } from "./segment.ts";

/** Writes all the bytes at a place of a file; `onDone` is told null once they are on the disk. */
export function writeSynced(
  descriptor: number,
  bytes: Uint8Array,
  at: number,
  onDone: (failure: Error | null) => void,
): void {
  let written = 0;
  const more = (): void => {
    write(descriptor, bytes, written, bytes.byteLength - written, at + written, (failure, n) => {
      if (failure !== null) onDone(failure);
      else if (n === 0) onDone(new Error("the disk took no byte of the change log"));
      else {
        written += n;
        if (written < bytes.byteLength) more();
        else if (NEEDS_SYNC) fdatasync(descriptor, onDone);
        else onDone(null);
      }
    });
  };
  more();
}
