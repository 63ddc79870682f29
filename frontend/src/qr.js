// A session's QR on the keeper's screen: fetched anew before it goes stale, the screen kept awake, the code beside it.
// <div class="qr" data-qr="URL answering {image, code, seconds}"> <img> <p class="qr-code"> <progress> </div>

async function keepAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // refused when the battery is low or the tab is hidden: the code still turns
  }
}

export function mount(box) {
  const image = box.querySelector("img");
  const code = box.querySelector(".qr-code");
  const bar = box.querySelector("progress");
  const late = box.querySelector("[data-late]");
  let ends = 0;
  let busy = false;

  const renew = async () => {
    busy = true;
    try {
      const answer = await fetch(box.dataset.qr, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = await answer.json();
      image.src = fresh.image;
      code.textContent = fresh.code;
      bar.max = fresh.seconds;
      ends = Date.now() + fresh.seconds * 1000;
      if (late) late.hidden = true;
    } catch {
      ends = Date.now() + 3000; // try again soon; say that the code shown may be old
      if (late) late.hidden = false;
    }
    busy = false;
  };

  const tick = () => {
    if (!box.isConnected) return clearInterval(timer);
    bar.value = Math.max(0, (ends - Date.now()) / 1000);
    if (!busy && Date.now() >= ends) renew();
  };
  const timer = setInterval(tick, 250);
  keepAwake();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && keepAwake());
  tick();
}
