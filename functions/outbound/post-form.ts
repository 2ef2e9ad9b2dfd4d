import type { PostForm } from "./port.ts";
import { poster, type PostOptions } from "./post.ts";

/** Posts forms, by the rules of every call. */
export function formPoster(options: PostOptions): PostForm {
  const post = poster(options);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return (url, fields) => post(url, headers, new URLSearchParams({ ...fields }).toString());
}
