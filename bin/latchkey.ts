import { stageApp } from "../lib/stage-app.ts";

stageApp();
