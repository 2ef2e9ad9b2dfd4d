import type { ToldStory } from "../../functions/desk/acts/story.ts";
import { localTime } from "../../functions/desk/local-time.ts";
import { tellEntry } from "../../functions/desk/story/tell-entry.ts";
import { tellPerson } from "../../functions/desk/story/tell-person.ts";

/** What holds of a person now, and what happened, the newest first. @param timeZone in which times are shown */
export function storyTold(answer: ToldStory, [who = ""]: readonly string[], timeZone: string): string {
  const time = localTime(timeZone);
  const { contacts, now } = tellPerson(answer, time);
  const days = Map.groupBy(
    answer.entries.map((entry) => tellEntry(entry, time, contacts.length > 1)),
    ({ day }) => day,
  );
  return [
    ...contacts.flatMap((one) => [one.what, ...one.now.map((line) => `  ${line}`)]),
    ...now,
    ...[...days].flatMap(([day, entries], index) => [
      "",
      index === 0 ? `${day} (${timeZone})` : day,
      ...entries.map((one) => `  ${one.time}  ${one.text}`),
    ]),
    ...(days.size === 0 ? ["Nothing that the table still holds has happened there."] : []),
    ...(answer.next === undefined
      ? []
      : ["", `Older ones: npm run desk -- story ${who} --before ${answer.next}`]),
  ].join("\n");
}
