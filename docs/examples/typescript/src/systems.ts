/** How long each of the pretended systems below takes to answer. */
const SYSTEM_DELAY_MS = Number(process.env["SYSTEM_DELAY_MS"] ?? 1000);

/**
 * Stands for a request to another company's system: takes a moment, and prints a line once it has
 * taken effect, so that one can count how often that happens.
 */
export async function request(system: string, effect: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, SYSTEM_DELAY_MS));
  console.log(`[${system}] ${effect}`);
  return `${system} ok`;
}

let asleep = true;

/** Like {@link request}, of a system that fails the first time it is asked for anything. */
export async function unreliableRequest(system: string, effect: string): Promise<string> {
  if (asleep) {
    asleep = false;
    console.log(`[${system}] not available just now`);
    throw new Error(`the ${system} system is not available just now`);
  }
  return request(system, effect);
}
