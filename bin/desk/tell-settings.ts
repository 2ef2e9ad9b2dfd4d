import { count } from "./tell-blocking.ts";
import type { AnsweredDifference, Answers } from "./answers.ts";

/** What is changed without a deployment, or what one path is. */
export function settings({ version, changes, paths }: Answers["settings-get"], path?: string): string {
  const mine = changes.filter((one) => path === undefined || one.path === path);
  const found = paths.find((one) => one.path === path);
  if (path !== undefined && found === undefined)
    return `${path} is not changed without a deployment. What is:\n${paths.map((one) => `  ${one.path}  ${one.what}`).join("\n")}`;
  return [
    ...(found === undefined ? [] : [`${found.path}: ${found.what}.`]),
    ...(found === undefined || found.hasEntries
      ? []
      : [`Now ${text(found.now)}; deployed ${text(found.deployed)}.`]),
    ...(mine.length === 0 ? [path === undefined ? "Nothing is changed." : "It is not changed."] : []),
    ...mine.map(changeOf),
    `Version ${version}.`,
  ].join("\n");
}

/** What to put into cdk.json, and into files of words. */
export function permanent({ permanent: all }: Answers["settings-get"]): string {
  if (!all) return "What to deploy is for owners to see.";
  const { settings: own, words, staying } = all;
  const has = (tree: object) => Object.keys(tree).length > 0;
  const isAll = !has(own) && !has(words) && staying.length === 0;
  return [
    ...(isAll ? ["Nothing is changed: what is deployed holds."] : []),
    ...(has(own) ? [`Over the stage's "settings" in cdk.json:`, JSON.stringify(own, null, 2)] : []),
    ...Object.entries(words).map(([file, texts]) => `In words/${file}:\n${JSON.stringify(texts, null, 2)}`),
    ...staying.map((one) => `Stays live: ${one}`),
    ...(has(own) || has(words) ? ["Then deploy with --live drop: the changes are needless by then."] : []),
  ].join("\n");
}

function changeOf(one: Answers["settings-get"]["changes"][number]): string {
  if (one.by === undefined) return `${place(one) || "A change"} (LEFT OUT, this release cannot read it)`;
  const what = `${place(one)}: ${text(one.over)} -> ${text(one.value)}${one.until === undefined ? "" : `, until ${one.until}`}`;
  const who = `by ${one.by ?? "-"} at ${one.at ?? "-"}: ${one.reason ?? ""}`;
  const state =
    one.state === "holds"
      ? ""
      : one.state === "ended"
        ? " (has ended)"
        : ` (LEFT OUT, it does not fit: ${one.fault ?? ""})`;
  return `${what}${state}, ${who}`;
}

/** What a change made different. */
export function changed({ version, differences, counts }: Answers["settings-set"]): string {
  const { told = 0 } = counts;
  return [
    ...differences.map(differenceOf),
    `Version ${version}. It holds everywhere within half a minute.${told === 0 ? " No owner has an address to be told at." : ` Told: ${count(told, "owner")}.`}`,
  ].join("\n");
}

/** Every message as it would be; `--json` has the HTML of e-mails, and the texts. */
export function previewed({ faults, differences, locale, messages }: Answers["settings-preview"]): string {
  return [
    ...faults.map((one) => `It could not be saved: ${one}`),
    ...differences.map(differenceOf),
    ...messages.map(({ purpose, channel, subject, text: words, segments, encoding }) =>
      [
        `--- ${purpose}, ${channel}, ${locale}${segments === undefined ? "" : ` (${count(segments, "part")}, ${encoding ?? ""})`}`,
        ...(subject === undefined ? [] : [subject, ""]),
        words.trimEnd(),
      ].join("\n"),
    ),
  ].join("\n");
}

export function restored({ left, ...answer }: Answers["settings-restore"]): string {
  const lines = answer.differences.length === 0 ? ["It is so already: nothing is different."] : [];
  return [...lines, ...left.map((one) => `Left out: ${one}`), changed(answer)].join("\n");
}

export function versions({ versions: all }: Answers["settings-versions"]): string {
  if (all.length === 0) return "Nothing was ever changed.";
  return all
    .map(({ version, by = "-", at, differences }) =>
      [`${version}  ${at}  ${by}`, ...differences.map((one) => `   ${differenceOf(one)}`)].join("\n"),
    )
    .join("\n");
}

function differenceOf(one: AnsweredDifference): string {
  const end = one.until === undefined ? "" : `, until ${one.until}`;
  const effect = one.effect === "neither" ? "" : ` (${one.effect})`;
  return `${place(one)}: ${text(one.before)} -> ${text(one.after)}${end}${effect}`;
}

function place({ path = "", entry }: { readonly path?: string; readonly entry?: string }): string {
  return entry === undefined ? path : `${path} ${entry}`;
}

function text(value: unknown): string {
  return value === null || value === undefined ? "nothing" : JSON.stringify(value);
}
