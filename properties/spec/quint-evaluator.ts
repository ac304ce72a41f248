import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import {
  analyzeModules,
  fileSourceResolver,
  newIdGenerator,
  parse,
  type QuintError,
} from "@informalsystems/quint";
import {
  buildDef,
  Builder,
  type EvalFunction,
} from "@informalsystems/quint/dist/src/runtime/impl/builder.js";
import builtins from "@informalsystems/quint/dist/src/runtime/impl/builtins.js";
import { Context, type Register } from "@informalsystems/quint/dist/src/runtime/impl/Context.js";
import nondet from "@informalsystems/quint/dist/src/runtime/impl/nondet.js";
import {
  type RuntimeValue,
  rv,
} from "@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js";
import { newTraceRecorder } from "@informalsystems/quint/dist/src/runtime/trace.js";

/**
 * Quint's own evaluator, made to try every choice instead of random ones. Quint's model checkers
 * are programs that npm does not have; its evaluator asks a random number generator at each
 * `oneOf` and each `any`, and here an oracle answers, which counts through all answers.
 * It reaches into parts of Quint that are not its interface: the version is pinned exactly.
 */
export class QuintModule {
  private readonly name: string;
  private readonly oracle = new Oracle();
  private readonly builder: Builder;
  private readonly context: Context;
  private readonly init: EvalFunction;
  private readonly step: EvalFunction;
  private readonly values: ReadonlyMap<string, EvalFunction>;

  /** `values` names the values of the module that `shows` will be asked for. */
  constructor(path: string, name: string, values: readonly string[]) {
    this.name = name;
    const table = tableOf(path, name);
    this.builder = new Builder(table.lookup, false);
    const recorder = newTraceRecorder(0, { getState: () => 0n, setState() {}, next: () => 0n });
    this.context = new Context(recorder, this.oracle.next, this.builder.varStorage);
    const built = withOracle(() => ({
      init: buildDef(this.builder, table.definition("init")),
      step: buildDef(this.builder, table.definition("step")),
      values: values.map((each) => [each, buildDef(this.builder, table.definition(each))] as const),
    }));
    this.init = built.init;
    this.step = built.step;
    this.values = new Map(built.values);
  }

  /** The state in which the module begins. */
  initial(): QuintState {
    const [first, ...rest] = this.outcomes(this.init);
    if (first === undefined || rest.length > 0) throw new QuintFault(this.name, "has no one init");
    return first;
  }

  /** The states that one step leads to from a state, one for each choice that is enabled. */
  successors(state: QuintState): readonly QuintState[] {
    this.enter(state);
    return this.outcomes(this.step);
  }

  /** Whether a value of the module is true in a state. */
  shows(value: string, state: QuintState): boolean {
    this.enter(state);
    const evaluate = this.values.get(value);
    if (evaluate === undefined) throw new QuintFault(this.name, `was not asked for ${value}`);
    return this.run(evaluate).toBool();
  }

  private enter(state: QuintState): void {
    const { varStorage } = this.builder;
    for (const register of varStorage.vars.values()) register.value = state;
    for (const cached of varStorage.cachesToClear) cached.value = undefined;
  }

  private outcomes(action: EvalFunction): QuintState[] {
    const states: QuintState[] = [];
    do {
      this.oracle.rewind();
      if (this.run(action).toBool()) states.push(this.next());
    } while (this.oracle.advance());
    return states;
  }

  private run(evaluate: EvalFunction): RuntimeValue {
    const result = evaluate(this.context);
    if (result.isRight()) return result.value;
    const { code, message } = result.value;
    throw new QuintFault(this.name, `fails with ${code}: ${message}`);
  }

  private next(): QuintState {
    const [register, ...rest] = this.builder.varStorage.nextVars.values();
    if (register === undefined || rest.length > 0 || register.value.isLeft()) {
      throw new QuintFault(this.name, "must have one variable, which every step sets");
    }
    return register.value;
  }
}

/** A state of a module: what its one variable holds. */
export type QuintState = Register["value"];

/** A Quint module that cannot be read or evaluated, with what Quint says of it. */
class QuintFault extends Error {
  constructor(module: string, message: string) {
    super(`Quint module ${module} ${message}`);
    this.name = "QuintFault";
  }
}

/** The text of a state, as `canonical` of the specification's checker writes it. */
export function stateText(state: QuintState): string {
  return textOf(state.unwrap());
}

function textOf(value: RuntimeValue): string {
  const kind = value.constructor.name;
  switch (kind) {
    case "RuntimeValueBool":
      return String(value.toBool());
    case "RuntimeValueInt":
      return String(value.toInt());
    case "RuntimeValueStr":
      return `"${value.toStr()}"`;
    case "RuntimeValueRecord":
      return recordText([...value.toOrderedMap()].map(([key, each]) => [`"${key}"`, each]));
    case "RuntimeValueMap":
      return recordText([...value.toMap()].map(([key, each]) => [textOf(key), each]));
    case "RuntimeValueTupleOrList":
      return `[${[...value.toList()].map(textOf).join(",")}]`;
    case "RuntimeValueVariant":
      return caseText(...value.toVariant());
    default:
      if (value.isSetLike) return `[${[...value].map(textOf).sort(byText).join(",")}]`;
      throw new TypeError(`a state holds a ${kind}, which is no plain value`);
  }
}

function recordText(entries: readonly (readonly [string, RuntimeValue])[]): string {
  const texts = entries.map(([key, value]) => [key, textOf(value)] as const);
  const sorted = texts.sort(([one], [other]) => byText(one, other));
  return `{${sorted.map(([key, text]) => `${key}:${text}`).join(",")}}`;
}

function caseText(tag: string, value: RuntimeValue): string {
  const text = textOf(value);
  // A case without a value of its own holds an empty tuple.
  const isBare = text === "[]" && value.constructor.name === "RuntimeValueTupleOrList";
  return isBare ? `"${tag}"` : `{"tag":"${tag}","value":${text}}`;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Answers each question with the first answer that is left, and counts through all of them. */
class Oracle {
  private readonly tape: { answer: number; readonly answers: number }[] = [];
  private position = 0;

  readonly next = (answers: bigint): bigint => {
    const known = this.tape[this.position];
    if (known === undefined) this.tape.push({ answer: 0, answers: Number(answers) });
    this.position++;
    return BigInt(known?.answer ?? 0);
  };

  rewind(): void {
    this.position = 0;
  }

  /** Goes on to the next answers; false once there are none, and then all begins anew. */
  advance(): boolean {
    for (let last = this.tape.at(-1); last !== undefined; last = this.tape.at(-1)) {
      last.answer++;
      if (last.answer < last.answers) return true;
      this.tape.pop();
    }
    return false;
  }
}

type Choice = typeof nondet.evalNondet;

/**
 * Builds with other meanings of `any` and `nondet`: Quint's shuffle all options and try one after
 * the other until one is enabled; these take the one that the oracle says, enabled or not.
 */
function withOracle<T>(build: () => T): T {
  const { lazyBuiltinLambda } = builtins;
  const { evalNondet } = nondet;
  const choose: Choice = (_, cache, setEval, bodyEval) => (context) =>
    setEval(context).chain((set) => {
      const size = set.cardinality();
      if (size.isRight() && size.value === 0n) return size.map(() => rv.mkBool(false));
      const positions = set
        .bounds()
        .map((bound) => context.rand(bound.isJust() ? bound.value : 0n));
      cache.value = set.pick(positions.values());
      const result = bodyEval(context);
      cache.value = undefined;
      return result;
    });
  try {
    builtins.lazyBuiltinLambda = (operator) =>
      operator === "actionAny"
        ? (context, options) => optionOf(context, options)(context)
        : lazyBuiltinLambda(operator);
    nondet.evalNondet = choose;
    return build();
  } finally {
    builtins.lazyBuiltinLambda = lazyBuiltinLambda;
    nondet.evalNondet = evalNondet;
  }
}

function optionOf(context: Context, options: readonly EvalFunction[]): EvalFunction {
  const option = options[Number(context.rand(BigInt(options.length)))];
  if (option === undefined) throw new RangeError("an `any` without options");
  return option;
}

/** Reads a module with all that it imports, and gives its definitions by name. */
function tableOf(path: string, name: string) {
  const mainPath = fileSourceResolver().lookupPath(dirname(path), basename(path));
  const parsed = parse(newIdGenerator(), path, mainPath, readFileSync(path, "utf8"));
  refuse(name, parsed.errors);
  const [errors] = analyzeModules(parsed.table, parsed.modules);
  refuse(name, errors);
  const declarations = parsed.modules.find((module) => module.name === name)?.declarations ?? [];
  return {
    lookup: parsed.table,
    definition(wanted: string) {
      const found = declarations.find((each) => "name" in each && each.name === wanted);
      if (found?.kind !== "def") throw new QuintFault(name, `does not define ${wanted}`);
      return found;
    },
  };
}

function refuse(name: string, errors: readonly QuintError[]): void {
  const [first] = errors;
  if (first !== undefined) {
    throw new QuintFault(name, `is not well-formed: ${first.code}: ${first.message}`);
  }
}
