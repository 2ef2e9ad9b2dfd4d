import type { Settings } from "../settings.ts";
import { iconOfBrand } from "./assets.ts";

/**
 * The pages as an app of the home screen. @param basePath what stands before every path of ours
 * @see https://www.w3.org/TR/appmanifest/
 */
export function pushApp(brand: Settings["brand"], basePath: string) {
  return {
    name: brand.name,
    short_name: brand.name,
    start_url: `${basePath}/otp/push`,
    scope: `${basePath}/otp/`,
    display: "standalone",
    icons: [{ src: iconOfBrand(brand), sizes: "any", purpose: "any" }],
  };
}
