// Bundled for the browser: the built library, as a user's bundler would take it up.
import * as library from "fokker-planck";
import { measure } from "./measurements.js";

Object.assign(globalThis, { measurements: measure(library) });
