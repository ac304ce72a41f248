import { MODELS, type Moment, type Step } from "@holdfast/spec";

type History = readonly Moment<unknown, Step>[];

const known = new Map<string, readonly History[]>();

/** Every `stride`-th tour of a module; made once, since no mutant can change them. */
export function historiesOf(name: string, stride: number): readonly History[] {
  const made = known.get(name) ?? everyNth(name, stride);
  known.set(name, made);
  return made;
}

function everyNth(name: string, stride: number): readonly History[] {
  const model = MODELS.find((each) => each.name === name);
  const histories: History[] = [];
  let number = 0;
  for (const history of model?.tours() ?? []) {
    if (number++ % stride === 0) histories.push(history);
  }
  return histories;
}
