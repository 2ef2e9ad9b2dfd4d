import { expect, it } from "@jest/globals";
import { deletes } from "../../attack/cases/pages.ts";

it.each([
  ["session=; Max-Age=0", true],
  ["session=; max-age=-1; Expires=Fri, 01 Jan 2100 00:00:00 GMT", true],
  ["session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", true],
  ["session=secret; Expires=Fri, 01 Jan 2100 00:00:00 GMT", false],
  ["session=secret; Max-Age=3600; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false],
  ["session=secret", false],
  ["session=; HttpOnly", false],
  ["session=secret; Expires=soon", false],
])("whether the line %j takes a cookie away: %j", (line, expected) => {
  expect(deletes(line)).toBe(expected);
});
