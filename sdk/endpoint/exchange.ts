import type { ProtocolVersion } from "@holdfast/core";
import { Machine } from "../machine/index.ts";
import { Context } from "../promise/context.ts";
import type { HandlerDefinition } from "../promise/definition.ts";
import { TerminalError } from "../promise/errors.ts";
import { Execution, type ExecutionHost, type WaitsFor } from "../promise/execution.ts";
import { decodeJson } from "../promise/json.ts";

/**
 * One attempt on the endpoint's side, without a transport: bytes of the request go in, bytes of
 * the response come out of `turn`. A host calls `turn` after it has given something in, and when
 * `onWork` says so; between turns the handler is quiet.
 */
export class Exchange {
  private readonly machine: Machine;
  private readonly execution: Execution;
  private readonly handler: HandlerDefinition;
  private begun = false;

  constructor(handler: HandlerDefinition, version: ProtocolVersion, host: ExecutionHost) {
    this.machine = new Machine(version);
    this.handler = handler;
    this.execution = new Execution(this.machine, host);
  }

  /** Whether the response is complete once what `turn` gave is sent. */
  get done(): boolean {
    return this.machine.phase === "Closed";
  }

  /** What keeps the handler from going on, once it is quiet. */
  get waitsFor(): WaitsFor {
    return this.begun ? this.execution.waitsFor : { _tag: "Journal" };
  }

  /** Takes bytes of the request, cut anywhere. */
  receive(bytes: Uint8Array): void {
    this.machine.receive(bytes);
  }

  /** The request has ended: the handler is suspended when it has to wait. */
  closeInput(): void {
    this.machine.closeInput();
  }

  /** The stream is gone; the handler is stopped at its next command. */
  abandon(): void {
    this.machine.abandon();
  }

  /** Lets the handler work until it is quiet; gives the bytes to send, in order. */
  async turn(): Promise<readonly Uint8Array[]> {
    const { phase } = this.machine;
    if (phase !== "WaitingStart" && phase !== "Closed") {
      if (!this.begun) this.begin();
      await this.execution.turn();
    }
    return this.machine.takeOutput();
  }

  private begin(): void {
    this.begun = true;
    this.execution.begin(() => {
      const { headers, value } = this.machine.input();
      const context = new Context(this.execution, headers);
      return this.handler.run(context, inputOf(value));
    });
  }
}

/** What a handler is given; input that is no JSON stays so, and is a terminal failure. */
function inputOf(value: Uint8Array): never {
  try {
    return decodeJson(value) as never;
  } catch (error) {
    throw new TerminalError(`the handler's input is no JSON: ${String(error)}`, { code: 400 });
  }
}
