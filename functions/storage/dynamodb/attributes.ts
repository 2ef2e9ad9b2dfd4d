import { Fault } from "../../domain/errors.ts";
import type { Item } from "./table.ts";

/**
 * The attributes of an item, each checked where it is read: what an admin, a restore or another release has damaged is
 * a fault that names its item, never a half-typed object. An optional attribute may be absent or NULL.
 */
export class Attributes {
  readonly #attributes: Item;
  readonly #item: Item;

  /** @param item what these attributes are of, where they are a map within it */
  constructor(attributes: Item, item: Item = attributes) {
    this.#attributes = attributes;
    this.#item = item;
  }

  /** @throws Fault `damaged-item`, here and below */
  text(name: string): string {
    return this.optionalText(name) ?? this.#damaged(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.#attributes[name] ?? undefined;
    return value === undefined || typeof value === "string" ? value : this.#damaged(name);
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const value = this.#attributes[name];
    return words.find((word) => word === value) ?? this.#damaged(name);
  }

  optionalOneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    return (this.#attributes[name] ?? undefined) === undefined ? undefined : this.oneOf(name, words);
  }

  /** A text that means something. @param parse undefined for what means nothing */
  as<Meant>(name: string, parse: (text: string) => Meant | undefined): Meant {
    return this.optionalAs(name, parse) ?? this.#damaged(name);
  }

  optionalAs<Meant>(name: string, parse: (text: string) => Meant | undefined): Meant | undefined {
    const text = this.optionalText(name);
    return text === undefined ? undefined : (parse(text) ?? this.#damaged(name));
  }

  texts(name: string): readonly string[] {
    return this.optionalTexts(name) ?? this.#damaged(name);
  }

  optionalTexts(name: string): readonly string[] | undefined {
    const value = this.#attributes[name] ?? undefined;
    if (value === undefined) return undefined;
    const texts = Array.isArray(value) && value.every((one) => typeof one === "string");
    return texts ? value : this.#damaged(name);
  }

  /** A set of texts, which is empty where it is absent: the database keeps no empty set. */
  optionalTextSet(name: string): ReadonlySet<string> {
    const value = this.#attributes[name] ?? undefined;
    if (value === undefined) return new Set();
    const texts = value instanceof Set && [...value].every((one) => typeof one === "string");
    return texts ? (value as ReadonlySet<string>) : this.#damaged(name);
  }

  /** A count, or an instant in epoch seconds. */
  count(name: string): number {
    return this.optionalCount(name) ?? this.#damaged(name);
  }

  optionalCount(name: string): number | undefined {
    const value = this.#attributes[name] ?? undefined;
    if (value === undefined) return undefined;
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.#damaged(name);
  }

  flag(name: string): boolean {
    return this.optionalFlag(name) ?? this.#damaged(name);
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.#attributes[name] ?? undefined;
    return value === undefined || typeof value === "boolean" ? value : this.#damaged(name);
  }

  map(name: string): Attributes {
    return this.optionalMap(name) ?? this.#damaged(name);
  }

  optionalMap(name: string): Attributes | undefined {
    const value = this.#attributes[name] ?? undefined;
    if (value === undefined) return undefined;
    return isMap(value) ? new Attributes(value, this.#item) : this.#damaged(name);
  }

  /** A map of maps, by their names. */
  maps(name: string): ReadonlyMap<string, Attributes> {
    const value = this.#attributes[name];
    const all = isMap(value) ? Object.entries(value) : this.#damaged(name);
    return new Map(
      all.map(([key, one]) => [key, isMap(one) ? new Attributes(one, this.#item) : this.#damaged(name)]),
    );
  }

  /** A map of counts, or of instants, by their names. */
  counts(name: string): Readonly<Record<string, number>> {
    const counts = this.map(name);
    return Object.fromEntries(Object.keys(counts.#attributes).map((key) => [key, counts.count(key)]));
  }

  #damaged(name: string): never {
    const item = `${String(this.#item.pk)} ${String(this.#item.sk)}`;
    throw new Fault("damaged-item", `The attribute "${name}" of the item "${item}" is damaged.`, { item });
  }
}

function isMap(value: unknown): value is Item {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
