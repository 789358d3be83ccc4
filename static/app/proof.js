// Work that is cheap for one sender and dear for a machine that sends thousands, done while somebody reads the page.
// Where it cannot be done the form goes as it is, and takes the slower way.
const asked = document.querySelector("[data-challenge]");
const form = document.querySelector("main form[method=post]");
const AT_ONCE = 512;
const PATIENCE = 20000;

function leadingZeros(bytes) {
  let bits = 0;
  for (const byte of bytes) {
    if (byte) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

async function work(words, bits) {
  const encoder = new TextEncoder();
  for (let from = 0; ; from += AT_ONCE) {
    const tried = Array.from({ length: AT_ONCE }, (_, step) =>
      crypto.subtle.digest("SHA-256", encoder.encode(`${words}.${from + step}`)),
    );
    const found = (await Promise.all(tried)).findIndex((digest) => leadingZeros(new Uint8Array(digest)) >= bits);
    if (found >= 0) return from + found;
    await new Promise((resolve) => setTimeout(resolve)); // the page comes first
  }
}

function carry(name, value) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
}

if (asked && form && window.crypto?.subtle) {
  let ready = false;
  const { challenge, bits } = asked.dataset;
  const done = work(challenge, Number(bits)).then((proof) => {
    carry("challenge", challenge);
    carry("proof", proof);
    ready = true;
    form.dataset.proven = "yes";
  });
  form.addEventListener("submit", async (event) => {
    if (ready) return;
    event.preventDefault();
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    ready = true;
    form.requestSubmit(event.submitter);
  });
}
