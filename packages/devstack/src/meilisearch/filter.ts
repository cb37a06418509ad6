import { ApiError } from "./api-error.ts";
import { metresBetween, type Point, pointOf } from "./geo.ts";
import { existsAt, isObject, type JsonObject, valuesAt } from "./json.ts";
import { foldValue } from "./text.ts";

export type Predicate = (document: JsonObject) => boolean;

/**
 * The filter language: https://www.meilisearch.com/docs/learn/filtering_and_sorting/filter_expression_reference
 * `filter` is an expression, or a list of them that must all hold, in which a list means any. `filterable`: the
 * attributes that may be named. `code`: how a refusal is called (`invalid_search_filter`, `invalid_document_filter`).
 */
export function parseFilter(filter: unknown, filterable: readonly string[], code: string): Predicate {
  if (filter === undefined || filter === null || filter === "") return () => true;
  if (typeof filter === "string") return new Parser(filter, filterable, code).parse();
  if (!Array.isArray(filter)) throw new ApiError(400, code, "Invalid syntax for the filter parameter");
  const all = filter.map((part: unknown) => {
    if (!Array.isArray(part)) return parseFilter(part, filterable, code);
    const any = part.map((each: unknown) => parseFilter(each, filterable, code));
    return (document: JsonObject) => any.length === 0 || any.some((holds) => holds(document));
  });
  return (document) => all.every((holds) => holds(document));
}

interface Token {
  readonly text: string;
  readonly kind: "word" | "quoted" | "sign";
  readonly at: number;
}

// A word may hold letters, digits and _ - / . ; a quoted string unescapes its own quote and nothing else.
const TOKEN = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|(!=|>=|<=|[=<>()[\],])|([\p{L}\p{N}_\-/.]+))/uy;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #filterable: readonly string[];
  readonly #code: string;
  readonly #source: string;
  #next = 0;

  constructor(source: string, filterable: readonly string[], code: string) {
    this.#source = source;
    this.#filterable = filterable;
    this.#code = code;
    this.#tokens = this.#read(source);
  }

  parse(): Predicate {
    const predicate = this.#either();
    const rest = this.#tokens[this.#next];
    if (rest !== undefined)
      throw this.#error(`Found unexpected characters at the end of the filter: \`${rest.text}\`.`);
    return predicate;
  }

  #either(): Predicate {
    const parts = [this.#both()];
    while (this.#accept("OR")) parts.push(this.#both());
    return parts.length === 1 ? first(parts) : (document) => parts.some((holds) => holds(document));
  }

  #both(): Predicate {
    const parts = [this.#one()];
    while (this.#accept("AND")) parts.push(this.#one());
    return parts.length === 1 ? first(parts) : (document) => parts.every((holds) => holds(document));
  }

  #one(): Predicate {
    if (this.#accept("NOT")) {
      const holds = this.#one();
      return (document) => !holds(document);
    }
    if (this.#accept("(")) {
      const inner = this.#either();
      this.#expect(")");
      return inner;
    }
    const token = this.#take("an attribute");
    if (token.kind === "sign") throw this.#error(`Was expecting an operation or an attribute, got \`${token.text}\`.`);
    if (token.kind === "word" && token.text === "_geoRadius") return this.#geoRadius();
    if (token.kind === "word" && token.text === "_geoBoundingBox") return this.#geoBox();
    if (token.text === "_geo" || token.text === "_geoPoint" || token.text === "_geoDistance") {
      throw this.#error(`\`${token.text}\` is a reserved keyword and thus can't be used as a filter expression.`);
    }
    return this.#condition(this.#attribute(token.text));
  }

  #condition(attribute: string): Predicate {
    if (this.#accept("NOT")) {
      if (this.#accept("EXISTS")) return (document) => !existsAt(document, attribute);
      this.#expect("IN");
      const within = this.#within(attribute);
      return (document) => !within(document);
    }
    if (this.#accept("EXISTS")) return (document) => existsAt(document, attribute);
    if (this.#accept("IN")) return this.#within(attribute);
    if (this.#accept("IS")) {
      const wanted = !this.#accept("NOT");
      if (this.#accept("NULL")) return (document) => valuesAt(document, attribute).includes(null) === wanted;
      this.#expect("EMPTY");
      return (document) => isEmptyAt(document, attribute) === wanted;
    }
    const operator = this.#take("an operator");
    if (operator.kind === "sign") return this.#comparison(attribute, operator.text);
    this.#expect("TO");
    const low = this.#number(operator.text);
    const high = this.#number(this.#value().text);
    return some(attribute, (value) => typeof value === "number" && value >= low && value <= high);
  }

  #comparison(attribute: string, operator: string): Predicate {
    const text = this.#value().text;
    if (operator === "=") return some(attribute, equals(text));
    if (operator === "!=") {
      const equal = some(attribute, equals(text));
      return (document) => !equal(document);
    }
    const limit = this.#number(text);
    const compare = {
      ">": (value: number) => value > limit,
      ">=": (value: number) => value >= limit,
      "<": (value: number) => value < limit,
      "<=": (value: number) => value <= limit,
    }[operator];
    if (compare === undefined) throw this.#error(`Was expecting an operation, got \`${operator}\`.`);
    return some(attribute, (value) => typeof value === "number" && compare(value));
  }

  #within(attribute: string): Predicate {
    this.#expect("[");
    const texts = new Set<string>();
    while (!this.#accept("]")) {
      texts.add(foldValue(this.#value().text));
      if (!this.#accept(",")) {
        this.#expect("]");
        break;
      }
    }
    return some(attribute, (value) => isScalar(value) && texts.has(foldValue(String(value))));
  }

  #geoRadius(): Predicate {
    this.#geoAllowed();
    this.#expect("(");
    const numbers = this.#numbers(")");
    const [lat, lng, metres] = numbers;
    if (lat === undefined || lng === undefined || metres === undefined || numbers.length > 4) {
      throw this.#error("The `_geoRadius` filter expects three arguments: `_geoRadius(latitude, longitude, radius)`.");
    }
    const centre = this.#place(lat, lng);
    return atPoint((point) => metresBetween(centre, point) <= metres);
  }

  #geoBox(): Predicate {
    this.#geoAllowed();
    this.#expect("(");
    this.#expect("[");
    const [top, right] = this.#numbers("]");
    this.#expect(",");
    this.#expect("[");
    const [bottom, left] = this.#numbers("]");
    this.#expect(")");
    if (top === undefined || right === undefined || bottom === undefined || left === undefined) {
      throw this.#error("The `_geoBoundingBox` filter expects two pairs of arguments.");
    }
    const inside = left <= right ? (x: number) => x >= left && x <= right : (x: number) => x >= left || x <= right;
    return atPoint(({ lat, lng }) => lat <= top && lat >= bottom && inside(lng));
  }

  #numbers(end: string): number[] {
    const numbers = [this.#number(this.#value().text)];
    while (this.#accept(",")) numbers.push(this.#number(this.#value().text));
    this.#expect(end);
    return numbers;
  }

  #place(lat: number, lng: number): Point {
    if (Math.abs(lat) > 90)
      throw this.#error(`Bad latitude \`${lat}\`. Latitude must be contained between -90 and 90 degrees.`);
    if (Math.abs(lng) > 180)
      throw this.#error(`Bad longitude \`${lng}\`. Longitude must be contained between -180 and 180 degrees.`);
    return { lat, lng };
  }

  #geoAllowed(): void {
    if (!this.#filterable.includes("_geo")) this.#attribute("_geo");
  }

  #attribute(name: string): string {
    const known = this.#filterable.some((each) => each === name || each === "*" || name.startsWith(`${each}.`));
    if (known) return name;
    const available = this.#filterable.filter((each) => each !== "_geo").toSorted();
    throw this.#error(
      `Attribute \`${name}\` is not filterable. ${
        available.length === 0
          ? "This index does not have configured filterable attributes."
          : `Available filterable attributes patterns are: \`${available.join(", ")}\`.`
      }`,
    );
  }

  #number(text: string): number {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(number)) throw this.#error(`Could not parse \`${text}\` as a finite number.`);
    return number;
  }

  #value(): Token {
    const token = this.#take("a value");
    if (token.kind === "sign" || (token.kind === "word" && KEYWORDS.has(token.text))) {
      throw this.#error(`Was expecting a value but instead got \`${token.text}\`.`);
    }
    return token;
  }

  #take(wanted: string): Token {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw this.#error(`Was expecting ${wanted} but instead got nothing.`);
    return token;
  }

  #accept(text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.kind === "quoted" || token.text !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) {
      throw this.#error(`Was expecting \`${text}\`, got \`${this.#tokens[this.#next]?.text ?? "nothing"}\`.`);
    }
  }

  #read(source: string): Token[] {
    const tokens: Token[] = [];
    const pattern = new RegExp(TOKEN);
    const end = source.trimEnd().length;
    while (pattern.lastIndex < end) {
      const at = pattern.lastIndex;
      const match = pattern.exec(source);
      if (match === null) throw this.#error(`Unexpected character at \`${source.slice(at, at + 20)}\`.`);
      const [, double, single, sign, word] = match;
      if (double !== undefined) tokens.push({ kind: "quoted", text: double.replaceAll('\\"', '"'), at });
      else if (single !== undefined) tokens.push({ kind: "quoted", text: single.replaceAll("\\'", "'"), at });
      else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, at });
      else if (word !== undefined) tokens.push({ kind: "word", text: word, at });
    }
    return tokens;
  }

  #error(message: string): ApiError {
    return new ApiError(400, this.#code, `${message}\n${this.#source}`);
  }
}

const KEYWORDS = new Set(["AND", "OR", "NOT", "IN", "TO", "EXISTS", "IS", "NULL", "EMPTY", "CONTAINS", "STARTS"]);

const first = (parts: readonly Predicate[]): Predicate => parts[0] ?? (() => true);

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Strings are compared without case or accents; numbers also by value, so that 1.0 is 1. */
function equals(text: string): (value: unknown) => boolean {
  const folded = foldValue(text);
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return (value) => {
    if (typeof value === "number") return value === number;
    return isScalar(value) && foldValue(String(value)) === folded;
  };
}

function some(attribute: string, holds: (value: unknown) => boolean): Predicate {
  return (document) => {
    const value = document[attribute];
    // The common case first: a plain attribute, tried on every document of the index.
    return isScalar(value) ? holds(value) : valuesAt(document, attribute).some(holds);
  };
}

function atPoint(holds: (point: Point) => boolean): Predicate {
  return (document) => {
    const point = pointOf(document);
    return point != null && holds(point);
  };
}

function isEmptyAt(document: JsonObject, attribute: string): boolean {
  const value = document[attribute];
  if (value === "" || (Array.isArray(value) && value.length === 0)) return true;
  return isObject(value) && Object.keys(value).length === 0;
}
