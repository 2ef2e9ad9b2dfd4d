import { timingSafeEqual } from "node:crypto";
import { mac } from "../../domain/sealed.ts";
import type { Keys } from "../../keys/port.ts";

/** The hidden field of every form of the desk. */
export const DESK_FORM_FIELD = "form";

/** The keys that forms are made with. */
export type FormKeys = Pick<Keys, "current" | "find">;

/**
 * What a form of the desk has that no other page can make: tied to the sign-in in which it is shown, by the key of the
 * cookie, which no open page has. @param tie names the sign-in
 */
export async function deskFormToken(keys: FormKeys, tie: string): Promise<string> {
  const { kid, key } = await keys.current("cookie");
  return `${kid}.${tagOf(key, tie)}`;
}

/** Whether a form was made for this sign-in. */
export async function isDeskForm(keys: FormKeys, tie: string, field: unknown): Promise<boolean> {
  const [, kid = "", tag = ""] =
    /^(0|[1-9]\d{0,2})\.([\w-]+)$/.exec(typeof field === "string" ? field : "") ?? [];
  const found = kid === "" ? undefined : await keys.find("cookie", Number(kid));
  if (!found) return false;
  const [mine, theirs] = [Buffer.from(tagOf(found.key, tie)), Buffer.from(tag)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

function tagOf(key: Uint8Array, tie: string): string {
  return mac(key, "desk-form|", tie).subarray(0, 16).toString("base64url");
}
