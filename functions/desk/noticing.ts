import { settingsOfNotices } from "../flows/notice-way.ts";
import type { DeskServices } from "./services.ts";

/** The services of an act by which contacts are told of something. */
export function noticing(services: DeskServices): DeskServices {
  return { ...services, settings: settingsOfNotices(services.settings, services.config.settings) };
}
