// Starts the components of both libraries, again for each piece of a page that htmx brings in.
import { initAll as startGovuk } from "../vendor/govuk.js";
import { FilterToggleButton, initAll as startMoj } from "../vendor/moj.js";

function start(scope) {
  startGovuk({ scope });
  startMoj({ scope });
  scope.querySelectorAll("[data-module='moj-filter']:not([data-moj-filter-init])").forEach(startFilter);
  scope.querySelectorAll("[data-print]").forEach(startPrint);
}

// The filter's show-and-hide button is not part of MOJ's own start.
function startFilter(filter) {
  new FilterToggleButton(filter, { bigModeMediaQuery: "(min-width: 64em)", startHidden: false });
}

// Printing needs a script, so the button is hidden until one runs.
function startPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

start(document);
document.addEventListener("htmx:after:swap", (event) => start(event.detail?.ctx?.target ?? document));
