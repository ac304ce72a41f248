import { type Fault, FAULTS } from "@holdfast/simulator";

/** Faults from their names, such as `engine-crash,lost-batch`; throws which there are. */
export function parseFaults(text: string): readonly Fault[] {
  return text.split(",").map((part) => {
    const name = part.trim();
    if (Object.hasOwn(FAULTS, name)) return name as Fault;
    throw new RangeError(`'${name}' is no fault; there are: ${Object.keys(FAULTS).join(", ")}`);
  });
}
