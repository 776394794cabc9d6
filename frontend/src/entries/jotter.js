/** Loaded by lesson pages: notes that keep themselves. */
import { startJotter } from "../player/jotter.js";

startJotter();
