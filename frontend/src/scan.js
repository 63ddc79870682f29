// Scanning by the phone's camera where the browser can read codes; typing the six digits always works.
// <form data-scan> <input name="code"> <button type="button" data-scan-start class="js-only"> <video hidden> </form>

/** The six digits in what a code says: the digits themselves or a link that carries `code=`. */
function digits(text) {
  const carried = URL.canParse(text) ? new URL(text).searchParams.get("code") : text;
  return /^\d{6}$/.test(carried ?? "") ? carried : null;
}

export function mount(form) {
  const start = form.querySelector("[data-scan-start]");
  const video = form.querySelector("video");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
    start.remove();
    return;
  }
  start.addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) {
      start.remove();
      return;
    }
    video.hidden = false;
    video.srcObject = stream;
    await video.play();
    const reader = new BarcodeDetector({ formats: ["qr_code"] });
    const stop = () => stream.getTracks().forEach((track) => track.stop());
    const look = async () => {
      if (!form.isConnected) return stop();
      const found = (await reader.detect(video)).map(({ rawValue }) => digits(rawValue)).find(Boolean);
      if (!found) return setTimeout(look, 200);
      stop();
      form.elements.code.value = found;
      return form.requestSubmit();
    };
    look();
  });
}
