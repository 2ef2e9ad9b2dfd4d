import type { Admin } from "../admins.ts";
import { mayDo } from "../perform-act.ts";
import type { Screen } from "./screen.ts";
import { attacksScreen } from "./screens/attacks.ts";
import { auditScreen, auditCsv } from "./screens/audit.ts";
import { customersFile } from "./screens/customers-csv.ts";
import { customersScreen } from "./screens/customers.ts";
import { eventsScreen } from "./screens/events.ts";
import { personFile } from "./screens/person-json.ts";
import { personScreen } from "./screens/person.ts";
import { mailScreen } from "./screens/settings-mail.ts";
import { settingsScreen } from "./screens/settings.ts";
import { todayCsv } from "./screens/today-csv.ts";
import { todayScreen } from "./screens/today.ts";

/** Every screen, in the order of the navigation; the first one is at `/admin` too. */
export const SCREENS: readonly [Screen, ...Screen[]] = [
  todayScreen,
  ...[todayCsv, personScreen, personFile, customersScreen, customersFile],
  ...[attacksScreen, settingsScreen, mailScreen, eventsScreen, auditScreen, auditCsv],
];

/** The screen at an address, for an admin who may see it: another role is told the same as of one that is not there. */
export function screenFor(admin: Pick<Admin, "role">, name: string | undefined): Screen | undefined {
  const screen = name === undefined ? firstFor(admin) : SCREENS.find((one) => one.name === name);
  return screen && mayDo(admin, screen) ? screen : undefined;
}

/** What an admin may go to. */
export function listedFor(admin: Pick<Admin, "role">): readonly Screen[] {
  return SCREENS.filter((one) => !one.unlisted && mayDo(admin, one));
}

function firstFor(admin: Pick<Admin, "role">): Screen | undefined {
  return listedFor(admin)[0];
}
