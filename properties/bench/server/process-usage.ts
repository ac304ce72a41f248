import { readFileSync } from "node:fs";

/** What a process and its children have used since they began, read from /proc (Linux). */
export interface Usage {
  readonly cpuUs: number;
  /** Resident now. */
  readonly residentBytes: number;
  /** Bytes handed to the disk. */
  readonly writtenBytes: number;
}

/** Clock ticks in a second, as Linux reports times of processes on all machines in use. */
const TICKS_PER_SECOND = 100;
const US_PER_TICK = 1e6 / TICKS_PER_SECOND;

export function usageOf(pid: number): Usage {
  let cpuUs = 0;
  let residentBytes = 0;
  let writtenBytes = 0;
  for (const member of familyOf(pid)) {
    // The name of a program may hold spaces and parentheses: the fields are counted behind it.
    const stat = readFileSync(`/proc/${member}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    cpuUs += (Number(fields[11]) + Number(fields[12])) * US_PER_TICK;
    residentBytes += 1024 * figure(`/proc/${member}/status`, /VmRSS:\s+(\d+)/);
    writtenBytes += figure(`/proc/${member}/io`, /^write_bytes: (\d+)/m);
  }
  return { cpuUs, residentBytes, writtenBytes };
}

function familyOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  if (children === "") return [pid];
  return [pid, ...children.split(" ").flatMap((child) => familyOf(Number(child)))];
}

function figure(file: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(file, "utf8"))?.[1];
  if (found === undefined) throw new Error(`${file} has no ${String(pattern)}`);
  return Number(found);
}
