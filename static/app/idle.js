// Warns before a sign-in ends for want of use, lets the person stay, and keeps what they were typing if nobody answers.
const dialog = document.querySelector("[data-idle]");
let typedIn = null;
let timer;

document.addEventListener("input", (event) => {
  if (event.target.form?.elements.submission) typedIn = event.target.form;
});

function again(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(seconds, 0.2) * 1000);
}

// How many seconds are left: 0 once signed out, nothing when the service cannot be reached.
async function ask(method) {
  const headers = { "X-CSRFToken": dialog.querySelector("[name=csrfmiddlewaretoken]").value };
  try {
    const answer = await fetch(dialog.dataset.stay, { method, headers, redirect: "manual" });
    return answer.ok ? (await answer.json()).seconds : 0;
  } catch {
    return undefined;
  }
}

async function look(method = "GET") {
  const left = await ask(method);
  const warning = Number(dialog.dataset.warning);
  if (left === undefined) return again(15);
  if (left <= 0) return leave();
  if (left > warning) {
    if (dialog.open) dialog.close();
    return again(left - warning);
  }
  say(left);
  if (!dialog.open) dialog.showModal();
  again(Math.min(left, 20));
}

function say(left) {
  const minutes = Math.ceil(left / 60);
  const words = minutes > 1 ? `${minutes} minutes` : "less than a minute";
  dialog.querySelector("[data-idle-left]").textContent = words;
}

async function leave() {
  clearTimeout(timer);
  const here = location.pathname + location.search;
  if (typedIn) {
    const typed = [...new FormData(typedIn)].filter(([, value]) => typeof value === "string");
    const body = new URLSearchParams([...typed, ["ran_out_at", here]]);
    await fetch(dialog.dataset.ranOut, { method: "POST", body }).catch(() => {});
  }
  location.assign(here);
}

if (dialog) {
  dialog.querySelector("button").addEventListener("click", () => {
    dialog.close();
    look("POST");
  });
  dialog.addEventListener("cancel", () => look("POST")); // Escape: somebody is there
  again(Number(dialog.dataset.idle) - Number(dialog.dataset.warning));
}
