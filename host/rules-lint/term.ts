/**
 * Linear integer arithmetic as data: one question is printed for z3 (SMT-LIB 2.6) and evaluated with numbers by the
 * bounded search, so both are asked the same thing.
 */
export type Int =
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "int"; readonly name: string }
  | { readonly is: "sum"; readonly of: readonly Int[] }
  | { readonly is: "times"; readonly by: number; readonly of: Int }
  /** The whole part of `of / by`; both non-negative. */
  | { readonly is: "div"; readonly of: Int; readonly by: number }
  | { readonly is: "if"; readonly test: Bool; readonly first: Int; readonly second: Int };

export type Bool =
  | { readonly is: "truth"; readonly value: boolean }
  | { readonly is: "bool"; readonly name: string }
  | { readonly is: "<=" | "<" | "="; readonly left: Int; readonly right: Int }
  | { readonly is: "and" | "or"; readonly of: readonly Bool[] }
  | { readonly is: "not"; readonly of: Bool };

/** Values of variables by name. */
export type Assignment = ReadonlyMap<string, number | boolean>;

export const TRUE: Bool = { is: "truth", value: true };
export const FALSE: Bool = { is: "truth", value: false };
export const ZERO: Int = { is: "number", value: 0 };
export const ONE: Int = { is: "number", value: 1 };

export const number = (value: number): Int => ({ is: "number", value });
export const sum = (...of: readonly Int[]): Int => {
  const parts = of.filter((each) => !(each.is === "number" && each.value === 0));
  return parts.length === 0 ? ZERO : parts.length === 1 ? parts[0]! : { is: "sum", of: parts };
};
export const times = (by: number, of: Int): Int => (by === 1 ? of : { is: "times", by, of });
export const div = (of: Int, by: number): Int => ({ is: "div", of, by });
export const when = (test: Bool, first: Int, second: Int): Int => ({ is: "if", test, first, second });

export const atMost = (left: Int, right: Int): Bool => ({ is: "<=", left, right });
export const below = (left: Int, right: Int): Bool => ({ is: "<", left, right });
export const atLeast = (left: Int, right: Int): Bool => atMost(right, left);
export const above = (left: Int, right: Int): Bool => below(right, left);
export const equal = (left: Int, right: Int): Bool => ({ is: "=", left, right });
export const and = (...of: readonly Bool[]): Bool => {
  const parts = of.filter((each) => !(each.is === "truth" && each.value));
  if (parts.some((each) => each.is === "truth")) return FALSE;
  return parts.length === 0 ? TRUE : parts.length === 1 ? parts[0]! : { is: "and", of: parts };
};
export const or = (...of: readonly Bool[]): Bool => {
  const parts = of.filter((each) => !(each.is === "truth" && !each.value));
  if (parts.some((each) => each.is === "truth")) return TRUE;
  return parts.length === 0 ? FALSE : parts.length === 1 ? parts[0]! : { is: "or", of: parts };
};
export const not = (of: Bool): Bool =>
  of.is === "truth" ? { is: "truth", value: !of.value } : { is: "not", of };

/** The variables of a term, in order of first use. */
export function variablesOf(
  term: Int | Bool,
  into: Map<string, "int" | "bool">,
): Map<string, "int" | "bool"> {
  switch (term.is) {
    case "number":
    case "truth":
      break;
    case "int":
    case "bool":
      if (!into.has(term.name)) into.set(term.name, term.is);
      break;
    case "sum":
    case "and":
    case "or":
      for (const each of term.of) variablesOf(each, into);
      break;
    case "times":
    case "div":
    case "not":
      variablesOf(term.of, into);
      break;
    case "if":
      variablesOf(term.test, into);
      variablesOf(term.first, into);
      variablesOf(term.second, into);
      break;
    case "<=":
    case "<":
    case "=":
      variablesOf(term.left, into);
      variablesOf(term.right, into);
  }
  return into;
}

/** SMT-LIB text. Names are quoted symbols: they hold no `|` and no backslash. */
export function print(term: Int | Bool): string {
  switch (term.is) {
    case "number":
      return term.value < 0 ? `(- ${-term.value})` : String(term.value);
    case "truth":
      return String(term.value);
    case "int":
    case "bool":
      return `|${term.name}|`;
    case "sum":
      return `(+ ${term.of.map(print).join(" ")})`;
    case "times":
      return `(* ${term.by} ${print(term.of)})`;
    case "div":
      return `(div ${print(term.of)} ${term.by})`;
    case "if":
      return `(ite ${print(term.test)} ${print(term.first)} ${print(term.second)})`;
    case "<=":
    case "<":
    case "=":
      return `(${term.is} ${print(term.left)} ${print(term.right)})`;
    case "and":
    case "or":
      return `(${term.is} ${term.of.map(print).join(" ")})`;
    case "not":
      return `(not ${print(term.of)})`;
  }
}

/** Its value; a variable without a value is 0 or false. */
export function valueOf(term: Int, values: Assignment): number {
  switch (term.is) {
    case "number":
      return term.value;
    case "int":
      return Number(values.get(term.name) ?? 0);
    case "sum":
      return term.of.reduce((total, each) => total + valueOf(each, values), 0);
    case "times":
      return term.by * valueOf(term.of, values);
    case "div":
      return Math.floor(valueOf(term.of, values) / term.by);
    case "if":
      return holds(term.test, values) ? valueOf(term.first, values) : valueOf(term.second, values);
  }
}

export function holds(term: Bool, values: Assignment): boolean {
  switch (term.is) {
    case "truth":
      return term.value;
    case "bool":
      return values.get(term.name) === true;
    case "<=":
      return valueOf(term.left, values) <= valueOf(term.right, values);
    case "<":
      return valueOf(term.left, values) < valueOf(term.right, values);
    case "=":
      return valueOf(term.left, values) === valueOf(term.right, values);
    case "and":
      return term.of.every((each) => holds(each, values));
    case "or":
      return term.of.some((each) => holds(each, values));
    case "not":
      return !holds(term.of, values);
  }
}
