import type { Contestant, ContestantName } from "./contestant.ts";
import type { Driver } from "./drive.ts";
import type { Load } from "./load.ts";
import { usageOf } from "./process-usage.ts";

/** One load on one contestant, once. */
export interface Measured {
  readonly round: number;
  readonly contestant: ContestantName;
  readonly load: string;
  readonly connections: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the contestant's processes, for one request. */
  readonly serverCpuUs: number;
  /** Of the service, for one request. */
  readonly serviceCpuUs: number;
  readonly residentMiB: number;
  readonly writtenBytes: number;
  readonly errors: number;
}

/** What is measured and how. */
export interface Trial {
  readonly round: number;
  readonly name: ContestantName;
  readonly contestant: Contestant;
  readonly servicePid: number;
  readonly load: Load;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly driver: Driver;
}

/** Warms up, then measures; requests that failed are counted, and are for the caller to judge. */
export async function measure(trial: Trial): Promise<Measured> {
  const { round, name, contestant, servicePid, load, connections, driver } = trial;
  const drive = { load, connections, ingress: contestant.ingress };
  await driver({ ...drive, seconds: trial.warmUpSeconds });
  const [server, service] = [usageOf(contestant.pid), usageOf(servicePid)];
  const driven = await driver({ ...drive, seconds: trial.seconds });
  const [serverAfter, serviceAfter] = [usageOf(contestant.pid), usageOf(servicePid)];
  const each = (total: number): number => Math.round(total / Math.max(1, driven.requests));
  return {
    round,
    contestant: name,
    load: load.name,
    connections,
    requests: driven.requests,
    requestsPerSecond: Math.round(driven.requests / driven.seconds),
    p50Ms: driven.p50Ms,
    p99Ms: driven.p99Ms,
    serverCpuUs: each(serverAfter.cpuUs - server.cpuUs),
    serviceCpuUs: each(serviceAfter.cpuUs - service.cpuUs),
    residentMiB: Math.round(serverAfter.residentBytes / 2 ** 20),
    writtenBytes: each(serverAfter.writtenBytes - server.writtenBytes),
    errors: driven.errors,
  };
}
