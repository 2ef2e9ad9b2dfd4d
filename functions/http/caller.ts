import { acceptedLocale } from "../domain/locale.ts";
import { askedFrom } from "./asked-from.ts";
import type { HttpRequest } from "./request.ts";

/** What a request tells of who asks: the network, the browser and the language it takes. */
export function readCaller({ sourceIp, header }: HttpRequest, locales: readonly string[]) {
  return {
    sourceIp,
    askedFrom: askedFrom(header("user-agent")),
    acceptedLocale: acceptedLocale(header("accept-language"), locales),
  };
}
