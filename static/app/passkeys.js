// Asks the browser to make or show a passkey, and sends its answer with the page's form.
// The page says what to ask in data-asked; the form has a hidden field `credential` for the answer.
const CANCELLED = "NotAllowedError";

function toBytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(asked) {
  const known = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));
  const made = { ...asked, challenge: toBytes(asked.challenge) };
  if (asked.user) made.user = { ...asked.user, id: toBytes(asked.user.id) };
  if (asked.excludeCredentials) made.excludeCredentials = known(asked.excludeCredentials);
  if (asked.allowCredentials) made.allowCredentials = known(asked.allowCredentials);
  return made;
}

function asText(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const part of parts) if (credential.response[part]) response[part] = toText(credential.response[part]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

function words(trouble) {
  if (trouble.name === "InvalidStateError") return "This device already has a passkey for your account.";
  if (trouble.name === CANCELLED) return "No passkey was used. Try again when you are ready.";
  return "Your browser could not use a passkey here.";
}

async function ask(place, form) {
  const trouble = place.querySelector("[data-passkey-trouble]");
  trouble.textContent = "";
  const { publicKey } = JSON.parse(place.dataset.asked);
  const how = place.dataset.passkey === "make" ? "create" : "get";
  try {
    const credential = await navigator.credentials[how]({ publicKey: withBytes(publicKey) });
    form.elements.credential.value = asText(credential);
    form.submit();
  } catch (error) {
    trouble.textContent = words(error);
  }
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  const form = document.querySelector("main form:has([name=credential])");
  if (form && window.PublicKeyCredential) {
    place.hidden = false;
    if (place.dataset.passkey === "show") {
      place.querySelector("button").addEventListener("click", () => ask(place, form));
    } else {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        ask(place, form);
      });
    }
  }
}
