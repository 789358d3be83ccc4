// Starts the components of both libraries.
import { initAll as startGovuk } from "../vendor/govuk.js";
import { FilterToggleButton, initAll as startMoj } from "../vendor/moj.js";

function start(scope) {
  startGovuk({ scope });
  startMoj({ scope });
  scope.querySelectorAll("[data-module='moj-filter']:not([data-moj-filter-init])").forEach(startFilter);
  scope.querySelectorAll("[data-print]").forEach(startPrint);
  scope.querySelectorAll("[data-keeps]").forEach(startKeeping);
}

// The filter's show-and-hide button is not part of MOJ's own start.
function startFilter(filter) {
  new FilterToggleButton(filter, { bigModeMediaQuery: "(min-width: 78em)", startHidden: false });
}

// Printing needs a script, so the button is hidden until one runs.
function startPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Going back sends what is typed, to be kept; another window opened from the link leaves this page as it is.
function startKeeping(link) {
  link.addEventListener("click", (event) => {
    const form = document.querySelector("main form[method=post]");
    if (!form || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const back = Object.assign(document.createElement("input"), { type: "hidden", name: link.dataset.keeps, value: "1" });
    form.append(back);
    form.submit();
  });
}

// A part of a page that is still changing is asked for again every few seconds, until it has settled.
function keepFresh(part) {
  setTimeout(async () => {
    const answer = await fetch(location.href).catch(() => null);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
    const now = fresh || part;
    if (now.dataset.refresh) keepFresh(now);
  }, part.dataset.refresh * 1000);
}

// ARIA knows no aria-expanded on a radio button: being checked says that its questions are open. GOV.UK Frontend sets it
// all the same, at each change.
function leaveOutOfRadios(changes) {
  changes.forEach(({ target }) => target.matches("[type=radio]") && target.removeAttribute("aria-expanded"));
}

new MutationObserver(leaveOutOfRadios).observe(document, { attributeFilter: ["aria-expanded"], subtree: true });
start(document);
document.querySelectorAll("[data-refresh][id]").forEach(keepFresh);
