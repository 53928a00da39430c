// The progress renews itself by htmx; this keeps it quiet while nobody looks, and says what changed at most every 5 seconds.
const QUIET_MS = 5000;
let saidAt = 0;

document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden) event.preventDefault();
});

document.addEventListener("htmx:after:swap", () => {
  const live = document.querySelector("[data-live]");
  const words = document.querySelector("[data-live-words]");
  const hasEnded = live.dataset.ended === "yes";
  if (!hasEnded && Date.now() - saidAt < QUIET_MS) return;
  saidAt = Date.now();
  const said = [...live.querySelectorAll("[data-live-say]")].map((part) => part.textContent.trim());
  words.textContent = [live.querySelector(".big-count").parentElement.textContent.trim(), ...said].join(". ");
});
