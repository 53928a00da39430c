// The editor of a claim saves itself and renews its estimate by htmx; this keeps what was typed when that fails.
const AGAIN_MS = 5000;
const form = document.querySelector("[data-editor]");
const say = (name) => {
  const words = document.querySelector("[data-saved-words]");
  if (words) words.textContent = form.dataset[name];
};

// A request that waited its turn was put together before the one ahead of it was saved: it takes the edition that stands now.
document.addEventListener("htmx:before:request", (event) => {
  event.detail.ctx.request.body?.set("edition", form.elements.edition.value);
  say("saving");
});

document.addEventListener("htmx:before:response", (event) => {
  const { raw } = event.detail.ctx.response;
  // The session ended: the server keeps what was typed and asks to sign in.
  if (raw.redirected) location.assign(raw.url);
  if (raw.redirected || raw.status >= 400) event.preventDefault();
  if (raw.status >= 400) tryAgain();
});

document.addEventListener("htmx:error", () => tryAgain());

function tryAgain() {
  say("unsaved");
  setTimeout(() => form.dispatchEvent(new Event("again")), AGAIN_MS);
}
