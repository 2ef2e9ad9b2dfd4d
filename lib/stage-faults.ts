import * as z from "zod/mini";
import { describeIssue } from "../functions/settings/schema.ts";
import { type StageConfig, stageSchema } from "./stage-schema.ts";

/** What is wrong with a stage: where, what stands there, why it cannot stay, and what to do. */
export interface StageFault {
  /** From the stage on, in dots. */
  readonly place: string;
  /** Why, and what to do. */
  readonly words: string;
  /** There is no such setting: what stands there may be meant for another one, and be a secret. */
  readonly isUnknown?: boolean;
}

export function fault(place: string, words: string): StageFault {
  return { place, words };
}

type Path = readonly PropertyKey[];

/** A stage as far as it can be read. */
export interface ReadStage {
  /** With defaults in the place of what cannot be read. */
  readonly config: StageConfig;
  readonly faults: readonly StageFault[];
  /** What is no part of `config` because it cannot be read. */
  readonly unread: readonly string[];
}

/** So many times something may be taken out of a stage until the rest can be read. */
const MAX_ROUNDS = 20;

/**
 * Reads a stage, and goes on behind what cannot be read: a fault must not hide the next one.
 * @throws Error for a stage of which nothing can be read, which the schema does not allow
 */
export function readStage(input: unknown): ReadStage {
  let rest: unknown = structuredClone(input);
  const faults = new Map<string, StageFault>();
  const unread: Path[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = z.safeParse(stageSchema, rest);
    if (result.success)
      return {
        config: result.data,
        faults: [...faults.values()],
        unread: unread.map((path) => path.map(String).join(".")),
      };
    for (const issue of result.error.issues) {
      for (const line of describeIssue(issue)) {
        const [place = "", ...words] = line.split(": ");
        const isUnknown = issue.code === "unrecognized_keys";
        faults.set(line, { place, words: words.join(": "), isUnknown });
      }
      const paths =
        issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      for (const path of paths) {
        const cut = cutOf(rest, path);
        unread.push(cut);
        rest = without(rest, cut);
      }
    }
  }
  throw new Error("The stage cannot be read.");
}

/** What has to be taken out for a fault: a list is taken out whole, and what lacks a part too. */
function cutOf(input: unknown, path: Path): Path {
  const item = path.findIndex((key) => typeof key === "number");
  let cut = item === -1 ? path : path.slice(0, item);
  while (cut.length > 0 && valueAt(input, cut) === undefined) cut = cut.slice(0, -1);
  return cut;
}

function without(input: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return {};
  if (typeof input !== "object" || input === null) return input;
  const entries = Object.entries(input).flatMap(([name, value]) =>
    name !== key ? [[name, value]] : rest.length > 0 ? [[name, without(value, rest)]] : [],
  );
  return Object.fromEntries(entries);
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** A code or a token must not stand in a terminal's or a pipeline's log. */
const SECRET = /(^|\.)(testRecipients|attackToken)(\.|$)/;

/** The longest value that is told whole, in characters. */
const MAX_VALUE = 80;

/** A fault in one line: place, why, what to do, and what stands there. */
export function faultLine(stage: string, input: unknown, { place, words, isUnknown }: StageFault): string {
  const value = SECRET.test(place) || isUnknown ? undefined : told(valueAtPlace(input, place.split(".")));
  return `stages.${stage}.${place}: ${words}${value === undefined ? "" : ` (it is ${value})`}`;
}

/** The names of some settings have dots and spaces in them, as `POST /otp/verify` and `GET /otp/script.js`. */
function valueAtPlace(input: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return input;
  if (typeof input !== "object" || input === null) return undefined;
  for (let length = 1; length <= parts.length; length += 1) {
    const name = parts.slice(0, length).join(".");
    if (!Object.hasOwn(input, name)) continue;
    return valueAtPlace((input as Record<string, unknown>)[name], parts.slice(length));
  }
  return undefined;
}

function told(value: unknown): string | undefined {
  // A login in a URL must not stand there either.
  const text = (JSON.stringify(value) as string | undefined)?.replaceAll(/\/\/[^/@"]*@/g, "//...@");
  // Of a group of settings one is at fault, which has a place of its own.
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return undefined;
  return text !== undefined && text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text;
}
