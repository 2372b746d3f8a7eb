import "./console.css";
import { startCountdowns } from "./countdown";
import { startDialogs } from "./dialogs";
import { startHtmx } from "./htmx";
import { startPalette } from "./palette";
import { startShortcuts } from "./shortcuts";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";
import { startWaiting } from "./waiting";
import { startIslands } from "../shared/islands";

// A module script runs after the document is parsed: everything is there.
startHtmx();
startTheme();
startDialogs();
startToasts();
startShortcuts();
startPalette();
startIslands();
startCountdowns();
startWaiting();
