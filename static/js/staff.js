// Keys of the review pages. They never act while somebody types or composes, nor with Ctrl, Alt or ⌘, and can be switched off.
const OFF = "opencredits.keys.off";
const isOff = () => localStorage.getItem(OFF) === "yes";
const rows = [...document.querySelectorAll("[data-row]")];
const form = document.querySelector("[data-case]");
let here = -1;
let wentG = 0;

const follow = (selector) => document.querySelector(selector)?.click();

function stand(at) {
  if (!rows.length) return;
  rows[here]?.classList.remove("is-here");
  here = Math.min(Math.max(at, 0), rows.length - 1);
  rows[here].classList.add("is-here");
  const link = rows[here].querySelector("[data-open]");
  link.focus();
}

function choose(key) {
  const radio = form?.querySelector(`[data-key="${key}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const first = key === "d" ? "#reason_code" : key === "r" ? ".only-return input" : "#reason";
  (form.querySelector(first) ?? form.querySelector("#reason")).focus();
}

const KEYS = {
  j: () => (rows.length ? stand(here + 1) : follow("[data-next]")),
  k: () => (rows.length ? stand(here - 1) : follow("[data-previous]")),
  x: () => rows[here]?.querySelector("[name=claim]")?.click(),
  a: () => choose("a"),
  r: () => choose("r"),
  d: () => choose("d"),
  s: () => follow("[data-skip]"),
  n: () => document.querySelector("#note")?.focus(),
  z: () => document.querySelector("[data-toast]")?.requestSubmit(),
  g: () => { wentG = Date.now(); },
  q: () => { if (Date.now() - wentG < 1500) follow("[data-queue]"); },
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => { const keys = document.querySelector("[data-keys]"); if (keys) { keys.open = !keys.open; keys.querySelector("summary").focus(); } },
};

const isTyping = (target) => target.isContentEditable || target.closest("textarea, select, input:not([type=checkbox], [type=radio])");

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const confirm = form?.querySelector("[data-confirm]");
    if (confirm) { event.preventDefault(); confirm.click(); }
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || isOff() || isTyping(event.target)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// Enter opens the row that the keys stand on: its link has the focus.
const keysSwitch = document.querySelector("[data-keys-switch]");
if (keysSwitch) {
  const say = () => { keysSwitch.textContent = isOff() ? keysSwitch.dataset.on : keysSwitch.dataset.off; };
  keysSwitch.hidden = false;
  say();
  keysSwitch.addEventListener("click", () => {
    localStorage.setItem(OFF, isOff() ? "no" : "yes");
    say();
  });
}

// Decided twice by a double click is decided once; the words stay, only further presses do nothing.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent && event.submitter?.value === "decide") event.preventDefault();
  if (event.submitter?.value === "decide") form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => { if (form) delete form.dataset.sent; });

// The toast goes when the decision can no longer be taken back; while it has focus or the pointer it stays.
const toast = document.querySelector("[data-toast]");
if (toast) {
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : toast.remove());
  setTimeout(leave, Number(toast.dataset.seconds) * 1000);
}
